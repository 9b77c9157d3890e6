// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// A thread asks for its slot, or for a fresh one. spans.h says what for.

#include "account_life.h"
#include "spans.h"

#define NO_SLOT (~0U)

// Fills a slot of the thread that runs. What the thread did since its last traced switch is not
// booked yet. The snapshot works it out, and notes in the account that it was told.
static __always_inline int span_slot_fill(struct span_slot *s, struct account *a, void *task) {
    struct snapshot totals = {};
    u64 now;
    if (!account_snapshot(a, task, 1, &totals, &now))
        return 0;
    s->seq++;
    barrier();
    s->tid = a->tid;
    s->run_queue = totals.time[RUN_QUEUE];
    s->io_wait = totals.time[IO_WAIT];
    s->blocked = totals.time[BLOCKED];
    s->disk = totals.disk;
    s->voluntary = totals.voluntary;
    s->involuntary = totals.involuntary;
    s->migrations = totals.migrations;
    s->arrived = bf_max(a->on_cpu_at, a->state_since);
    barrier();
    s->seq++;
    return 1;
}

// Brings the slot up to date, if the switch by which the thread got its CPU went untraced.
static __always_inline int span_slot_refresh(struct account *a, void *task) {
    struct span_slot *s = span_slot_at(a->span_slot);
    if (!s)
        return 0;
    if (a->state == ON_CPU)
        return 1;
    u64 before = s->arrived;
    if (!span_slot_fill(s, a, task))
        return 0;
    struct span_word *w = span_word_at(a->span_slot);
    if (w && s->arrived != before && w->told_until > s->arrived)
        span_slot_was_stale(s, s->arrived);
    return 1;
}

// Gives the thread that runs this a slot: `wanted`, or the one that it has, brought up to date.
// Returns NO_SLOT if the wanted one is taken, or if the thread has no account.
static __always_inline u32 span_slot_claim(u64 wanted) {
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = is_ours(task) ? account_of(task) : 0;
    if (!a)
        return NO_SLOT;
    if (a->watched == HAS_SPANS)
        return span_slot_refresh(a, task) ? a->span_slot : NO_SLOT;
    struct span_slot *s = span_slot_at(wanted);
    if (!s || a->watched || wanted >= MAX_SPAN_THREADS)
        return NO_SLOT;
    if (fetch_add(&s->refs, 1)) {
        __sync_fetch_and_add(&s->refs, -1);
        return NO_SLOT;
    }
    if (!span_slot_fill(s, a, task)) {
        __sync_fetch_and_add(&s->refs, -1);
        return NO_SLOT;
    }
    struct span_word *w = span_word_at(wanted);
    if (w)
        w->current = 0; // of the thread that had the slot before
    a->span_slot = wanted;
    count_spans(LOAD_U32(task, T_PID), 1);
    barrier();
    a->watched = HAS_SPANS;
    return wanted;
}

// Its argument is the wanted slot.
int call__span_slot(void *ctx) {
    return span_slot_claim(LOAD_U64(ctx, 0));
}
