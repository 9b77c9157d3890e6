// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The accounts of threads with spans, where Java code reads them.
//
// A span is a method, or a part of one, that the user has chosen. Its thread reads its own account
// at the begin and at the end, and the difference is the bill. That must not cost a system call. So
// such a thread has a slot in memory that is mapped into the process. sched_switch brings it up to
// date when the thread gets a CPU.
//
// Times that the thread has read must stay as they are. The scheduler's clock may be some
// microseconds behind the clock that the thread read, so a sleep after it could begin before it.
// The thread says until when it has read, and a sleep begins later than that.
//
// The thread also says which span it is in, so that what else it does has the span's name. It writes
// an id beside the one that counts, and then makes that one count by a single store, which has the
// method, too. The programs read this only on the thread itself, which is then between two of its
// instructions. So they find one span or the other, and no mixture. When spans are switched off, a thread no longer tells
// that its span has ended. Then the number of the settings has changed.
#ifndef PITOT_SPANS_H
#define PITOT_SPANS_H

#include "account.h"
#include "snapshot.h"

static __always_inline struct span_slot *span_slot_at(u64 index) {
    int zero = 0;
    struct span_slots *all = span_slots.lookup(&zero);
    return all ? &all->slot[masked_index(index, MAX_SPAN_THREADS)] : 0;
}

static __always_inline struct span_word *span_word_at(u64 index) {
    int zero = 0;
    struct span_words *all = span_words.lookup(&zero);
    return all ? &all->word[masked_index(index, MAX_SPAN_THREADS)] : 0;
}

// Whether the task with this id may have spans. The account itself would have to come from memory.
static __always_inline int may_have_spans(u32 id) {
    struct process *p = get_process();
    return p && p->maybe_spans[masked_index(id, ACCOUNT_SLOTS)];
}

// Counts a thread with spans among those with such an id, or, with -1, takes it off.
static __always_inline void count_spans(u32 id, u32 threads) {
    struct process *p = get_process();
    if (p)
        __sync_fetch_and_add(&p->maybe_spans[masked_index(id, ACCOUNT_SLOTS)], threads);
}

// Copies what is booked. The thread runs, and has just got its CPU.
static __always_inline void span_slot_update(struct account *a, void *task) {
    struct span_slot *s = span_slot_at(a->span_slot);
    if (!s)
        return;
    s->seq++;
    barrier();
    s->run_queue = a->time[RUN_QUEUE];
    s->io_wait = a->time[IO_WAIT];
    s->blocked = a->time[BLOCKED];
    s->voluntary = LOAD_U64(task, T_NVCSW);
    s->involuntary = LOAD_U64(task, T_NIVCSW);
    s->migrations = LOAD_U64(task, T_MIGRATIONS);
    s->arrived = a->state_since;
    barrier();
    s->seq++;
}

// Notes that what the thread has read since `got` is wrong: it lacked a wait.
static __always_inline void span_slot_was_stale(struct span_slot *s, u64 got) {
    s->seq += 2;
    s->stale_since[s->stale & (STALE_READINGS - 1)] = got;
    s->stale++;
}

// The thread turns out to have got its CPU at `got`. Does nothing if the slot has that already, or
// if the thread has not read the slot since.
static __always_inline void span_slot_check(struct account *a, u64 got) {
    if (a->watched != HAS_SPANS)
        return;
    struct span_slot *s = span_slot_at(a->span_slot);
    struct span_word *w = span_word_at(a->span_slot);
    if (s && w && s->arrived != got && w->told_until > got)
        span_slot_was_stale(s, got);
}

// The thread turns out to have left its CPU unseen.
static __always_inline void span_slot_lost_switch(struct account *a, void *task) {
    struct span_slot *s = a->watched == HAS_SPANS ? span_slot_at(a->span_slot) : 0;
    if (!s)
        return;
    s->seq += 2;
    s->lost++;
    s->voluntary = LOAD_U64(task, T_NVCSW);
    s->involuntary = LOAD_U64(task, T_NIVCSW);
    s->migrations = LOAD_U64(task, T_MIGRATIONS);
}

// Whether the thread has read its slot since it left its CPU, as far as that was seen. A switch that
// is seen is later than what was read.
static __always_inline int span_read_since_switch(struct account *a) {
    struct span_word *w = a->watched == HAS_SPANS ? span_word_at(a->span_slot) : 0;
    return w && w->told_until > a->switched_out_at;
}

// Until when the thread has read its slot; 0: it has none, or says a time that has not come yet.
static __always_inline u64 span_told_until(struct account *a) {
    if (a->watched != HAS_SPANS)
        return 0;
    struct span_word *w = span_word_at(a->span_slot);
    u64 told = w ? w->told_until : 0;
    return told <= bpf_ktime_get_ns() ? told : 0;
}

// Sets the span that the thread is in, which runs here.
static __always_inline void get_span(struct account *a, struct span_name *to) {
    int zero = 0;
    struct span_words *all = a->watched == HAS_SPANS ? span_words.lookup(&zero) : 0;
    to->id = 0;
    if (!all)
        return;
    struct span_word *w = &all->word[masked_index(a->span_slot, MAX_SPAN_THREADS)];
    u64 current = w->current;
    u64 id = w->id[masked_index(current - 1, 2)];
    to->id = id * bf_nonzero(current & 3) * bf_eq(current >> 48, all->settings);
    to->method = current >> 16;
}

// Copies what the thread asked of disks.
static __always_inline void span_disk_update(struct account *a) {
    struct span_slot *s = a->watched == HAS_SPANS ? span_slot_at(a->span_slot) : 0;
    if (s)
        s->disk = a->disk;
}

static __always_inline void span_slot_release(struct account *a, u32 id) {
    if (a->watched != HAS_SPANS)
        return;
    a->watched = 0;
    a->last_span.id = 0;
    count_spans(id, -1);
    struct span_slot *s = span_slot_at(a->span_slot);
    if (s)
        fetch_add_ordered(&s->refs, -1);
}

#endif
