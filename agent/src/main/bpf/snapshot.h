// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The totals of a thread at one moment, and the bill between two such moments.
#ifndef PITOT_SNAPSHOT_H
#define PITOT_SNAPSHOT_H

#include "account.h"

// What a task is doing that has not been seen to change since its account was made.
static __always_inline u8 task_state(void *task) {
    if (is_on_cpu(task))
        return ON_CPU;
    if (LOAD_U32(task, T_STATE) == 0)
        return RUN_QUEUE;
    return task_sleep(task);
}

// Adds what is not booked yet: from `since`, when `state` began, until `*now`. `got` is
// when the thread got a CPU after that; 0: it did not.
static __always_inline void add_pending(struct snapshot *s, struct account *a, void *task, u8 state,
                                        u64 since, u64 woken, u64 got, u64 *now) {
    if (got) {
        s->time[account_sleep(a, state) & 3] += woken - since;
        s->time[RUN_QUEUE] += got - woken;
        since = got;
        state = ON_CPU;
    } else if (woken > since && state != ON_CPU && state != RUN_QUEUE) {
        s->time[account_sleep(a, state) & 3] += woken - since;
        since = woken;
        state = RUN_QUEUE;
    } else if (state == UNKNOWN) {
        state = task_state(task);
    }
    // `since` may be a little later, by another clock. The next bill has the difference then.
    s->time[state & 3] += *now - since;
}

static __always_inline void copy_times(struct snapshot *s, struct account *a) {
    s->time[ON_CPU] = a->time[ON_CPU];
    s->time[RUN_QUEUE] = a->time[RUN_QUEUE];
    s->time[IO_WAIT] = a->time[IO_WAIT];
    s->time[BLOCKED] = a->time[BLOCKED];
}

static __always_inline void copy_counts(struct snapshot *s, struct account *a, void *task) {
    s->disk = a->disk;
    s->major_faults = LOAD_U64(task, T_MAJ_FLT);
    s->minor_faults = LOAD_U64(task, T_MIN_FLT);
    s->voluntary = LOAD_U64(task, T_NVCSW);
    s->involuntary = LOAD_U64(task, T_NIVCSW);
    s->migrations = LOAD_U64(task, T_MIGRATIONS);
}

// Takes the totals of a task's account up to `*now`, which it sets. Notes in the account what it
// tells.
//
// The thread's switches change the account, and so does who wakes the thread. They can come between
// two loads here, so the copy is taken again until none did. Returns 0, and counts it, if one did
// in each of four tries.
static __always_inline int account_snapshot(struct account *a, void *task, int runs_here,
                                            struct snapshot *s, u64 *now) {
    u32 seq = 0;
    u8 state = UNKNOWN;
    u64 since = 0;
    u64 got = 0;
    u64 woken = 0;
    int whole = 0;
    struct clock *k = get_clock();
    *now = 0;
    if (!k)
        return 0;
    bounded_for(i, 4) {
        if (whole)
            break;
        seq = a->seq;
        barrier();
        *now = bpf_ktime_get_ns();
        state = a->state;
        since = a->state_since;
        copy_times(s, a);
        got = 0;
        woken = a->woken_at;
        if (has_arrived(a, task, state, since, runs_here)) {
            got = arrival_time(a, task, since, k, runs_here, *now);
            u64 stamp = arrival_stamp(task, k, runs_here);
            woken = wakeup_time(a, task, state, since, stamp, got - 1);
            a->woken_at = woken;
            a->on_cpu_at = got;
        }
        a->reported_until = bf_max(a->reported_until, *now);
        barrier();
        whole = a->seq == seq && !(seq & 1);
    }
    if (!whole)
        count_one(COUNT_TORN, 0);
    add_pending(s, a, task, state, since, woken, got, now);
    copy_counts(s, a, task);
    return whole;
}

#define DIFF_FIELD(to, a, b, field) (to)->field = (a)->field - (b)->field

static __always_inline void snapshot_diff(struct snapshot *to, struct snapshot *end,
                                          struct snapshot *begin) {
    DIFF_FIELD(to, end, begin, time[ON_CPU]);
    DIFF_FIELD(to, end, begin, time[RUN_QUEUE]);
    DIFF_FIELD(to, end, begin, time[IO_WAIT]);
    DIFF_FIELD(to, end, begin, time[BLOCKED]);
    DIFF_FIELD(to, end, begin, disk.reads);
    DIFF_FIELD(to, end, begin, disk.read_bytes);
    DIFF_FIELD(to, end, begin, disk.writes);
    DIFF_FIELD(to, end, begin, disk.write_bytes);
    DIFF_FIELD(to, end, begin, disk.flushes);
    DIFF_FIELD(to, end, begin, disk.discards);
    DIFF_FIELD(to, end, begin, disk.discard_bytes);
    DIFF_FIELD(to, end, begin, disk.others);
    DIFF_FIELD(to, end, begin, major_faults);
    DIFF_FIELD(to, end, begin, minor_faults);
    DIFF_FIELD(to, end, begin, voluntary);
    DIFF_FIELD(to, end, begin, involuntary);
    DIFF_FIELD(to, end, begin, migrations);
}

#endif
