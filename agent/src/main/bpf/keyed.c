// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The second program at sched_switch. It is attached after the first, so it runs after it, and only
// while a live command asks for histograms of threads by a key.

#include "keyed.h"

// Finds out in which phases the thread was. Where it left the CPU is remembered in its stack. One
// that runs again here is in the phase in which it left.
static __always_inline void ended_phases(struct ended *e, void *task) {
    struct stack *s = stacks.task_storage_get(task, 0, 0);
    u64 phase = task_phase(task);
    u64 before = phase;
    if (e->is_late && s)
        before = s->left_at == e->left_at ? s->left_in : NOT_KNOWN;
    e->waited_in[BY_PHASE] = before;
    e->ran_in[BY_PHASE] = phase;
    if (s && e->leaves_at) {
        s->left_in = phase;
        s->left_at = e->leaves_at;
    }
}

static __always_inline void add_ended(struct config *c, struct ended *e, void *task) {
    if (e->id != LOAD_U32(task, T_PID))
        return;
    e->id = 0;
    ended_phases(e, task);
    u64 wanted = c->keyed & KEYED_THREADS;
    bounded_for(bit, KEYED_BITS) {
        u64 histogram = bit / UNITS % HISTOGRAMS;
        u64 measure = masked_index(histogram - HISTOGRAM_ON_CPU, 4);
        if (!(wanted >> bit & 1) || !e->times[measure])
            continue;
        u64 by = masked_index(bit / (HISTOGRAMS * UNITS), 4);
        struct histogram_key key = {};
        key.what = histogram == HISTOGRAM_ON_CPU ? e->ran_in[by] : e->waited_in[by];
        key.by = by;
        key.histogram = histogram;
        key.unit = bit % UNITS;
        keyed_add(&key, e->nanos[measure]);
    }
}

static __always_inline void add_ended_by_switch(void *ctx) {
    void *prev = (void *)LOAD_U64(ctx, SWITCH_PREV);
    void *next = (void *)LOAD_U64(ctx, SWITCH_NEXT);
    int prev_is_ours = is_ours(prev);
    int next_is_ours = is_ours(next);
    if (!(prev_is_ours | next_is_ours))
        return;
    int zero = 0;
    struct config *c = get_config();
    struct ended_by_switch *e = cpu_ended.lookup(&zero);
    if (!c || !e)
        return;
    if (prev_is_ours)
        add_ended(c, &e->of_prev, prev);
    if (next_is_ours)
        add_ended(c, &e->of_next, next);
}

int tp__sched_switch__keyed(void *ctx) {
    add_ended_by_switch(ctx);
    return 0;
}
