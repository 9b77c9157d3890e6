// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The account of a thread: how long it ran, waited for a CPU, waited for I/O, was blocked.
//
// A thread is in exactly one state at a time. Each change of state books the time since the last
// change. So the four parts of a window add up to the window: no time is booked twice, and none is
// left out. This is the way of a thread that sleeps, and where the times come from:
//
//   sched_switch           sched_waking    sched_wakeup       sched_switch       sched_switch
//   prev = thread          by its waker                       next = thread      prev = thread
//         |                      |               |                  |                  |
//  ON_CPU |        IO_WAIT or BLOCKED            |    RUN_QUEUE     |      ON_CPU      |  ...
//         |                      |               |                  |                  |
//   switched_out_at        waker_tid         woken_at *         on_cpu_at *      switched_out_at
//   (account)              waker_comm        last_queued        last_arrival     books all three
//                                            (scheduler)        (scheduler)
//
//   * only if somebody asked for the account in between
//
// A thread that is preempted goes from ON_CPU to RUN_QUEUE at once, and has no waker.
//
// The account is in no cache when its thread is woken, and when it gets a CPU. So most often these
// two change nothing: the scheduler itself writes the times down. The thread books all three
// intervals when it next leaves the CPU. Until then they are pending.
//
//   event               when                      books                       sets
//   ------------------  ------------------------  --------------------------  ---------------------
//   task_newtask,       there is no account       nothing                     UNKNOWN, since
//   iter__task
//   sched_wakeup_new    always                    nothing                     RUN_QUEUE, since
//   sched_switch, prev  1. has_arrived()          since..woken as the sleep   ON_CPU
//                                                 woken..got as RUN_QUEUE
//                       2. always                 since..now as ON_CPU        RUN_QUEUE, IO_WAIT or
//                                                                             BLOCKED; sleep,
//                                                                             switched_out_at,
//                                                                             last_arrival,
//                                                                             run_delay
//                       3. TASK_DEAD              nothing                     the slot is free
//   sched_switch, next  its wait may be a record, since..woken as the sleep   ON_CPU
//                       it is a GC worker, or     woken..now as RUN_QUEUE
//                       it has spans, or there
//                       are histograms by a key
//   sched_waking        it slept for long         nothing                     waker_*, SLEEP_WOKEN
//   sched_wakeup        there is no stamp of now  since..now as the sleep     RUN_QUEUE
//                       or it is a GC worker
//   a reader asks       always                    nothing                     reported_until
//                       has_arrived()             nothing                     woken_at, on_cpu_at
//   iter__task          it waits in the queue     nothing                     woken_at
//
// `since` is state_since, `the sleep` is account_sleep(). `woken` is wakeup_time() and `got` is
// arrival_time(): they are the scheduler's stamps, unless a reader was told other times before.
//
// A reader (account_snapshot) works out what is pending, and notes in the account what it told:
// these times will be booked. The scheduler's stamps may be some microseconds old. What was told
// until reported_until stays as it was, so times from stamps are moved behind it.
//
// A reader may read another thread's account while that changes. So the functions here take `state`
// and `since` as their caller has read them: what is noted must be of before the change.
#ifndef PITOT_ACCOUNT_H
#define PITOT_ACCOUNT_H

#include "gc_workers.h"

// The time before which nothing changes any more: somebody was told, or it is booked.
#define settled_until(a, since) bf_max((a)->reported_until, since)

// What a task sleeps for that is about to sleep, or sleeps.
static __always_inline u8 task_sleep(void *task) {
    return is_in_iowait(task) ? IO_WAIT : BLOCKED;
}

// The state of the account before its thread was woken. Of a thread whose account was made while it
// slept, its in_iowait flag told.
static __always_inline u8 account_sleep(struct account *a, u8 state) {
    return state == UNKNOWN ? a->sleep == SLEEP_IO ? IO_WAIT : BLOCKED : state;
}

// Whether the thread got a CPU since its account was last changed. One of three says so: the
// scheduler's stamp, the fact that it runs here, or what a reader was told. There is no stamp if
// the thread was preempted on its way to sleep (sched_info_depart in kernel/sched/stats.h), and
// none at all without CONFIG_SCHED_INFO.
static __always_inline int has_arrived(struct account *a, void *task, u8 state, u64 since,
                                       int runs_here) {
    return state != ON_CPU
           && (task_last_arrival(task) != a->last_arrival || a->on_cpu_at > since
               || (runs_here && state != UNKNOWN));
}

// When it got the CPU by the scheduler's stamp. If it runs here, its stamp becomes CLOCK_MONOTONIC
// as the switch did: the clocks drift.
static __always_inline u64 arrival_stamp(void *task, struct clock *k, int runs_here) {
    return task_last_arrival(task) + (runs_here ? k->last_offset : k->offset);
}

// When it got the CPU. If it runs here, the switch was traced. That is later than the stamp if the
// scheduler had not read its clock for the switch.
static __always_inline u64 arrival_time(struct account *a, void *task, u64 since, struct clock *k,
                                        int runs_here, u64 now) {
    u64 got = a->on_cpu_at;
    u64 stamp = arrival_stamp(task, k, runs_here) * bf_nonzero(k->window_start);
    u64 traced = runs_here ? k->last_on_cpu_at : 0;
    return got > since ? got : bf_clamp(bf_max(stamp, traced), settled_until(a, since) + 1, now);
}

// When it was woken, or put into the queue, at `most` at the latest.
//
// `stamp` is when it got a CPU, or came into the queue that it is in. What it waited until then is
// subtracted. Without stamps there are two cases. A thread that was never seen to change, nor to be
// woken, was in the queue. A thread that slept was woken just now.
static __always_inline u64 wakeup_time(struct account *a, void *task, u8 state, u64 since,
                                       u64 stamp, u64 most) {
    u64 woken = a->woken_at;
    if (state == RUN_QUEUE || (!has_sched_stamps() && state == UNKNOWN))
        return since;
    if (woken > since)
        return bf_min(woken, most);
    return has_sched_stamps() ? bf_clamp(stamp - (task_run_delay(task) - a->run_delay),
                                         settled_until(a, since) + 1, most)
                              : most;
}

// Books the time since the last change as `spent`, and begins the state `next`.
static __always_inline void account_book(struct account *a, u8 spent, u8 next, u64 now) {
    a->seq++;
    barrier();
    a->time[spent & 3] += now - a->state_since;
    a->state_since = now;
    a->state = next;
    barrier();
    a->seq++;
    if (is_gc_worker(a))
        gc_worker_mirror(a, next);
}

#endif
