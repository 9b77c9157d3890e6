// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The time of a switch, by the scheduler's own clock.
//
// The scheduler has just read its clock, and the value is at hand. To read another clock costs as
// much as all the rest of a switch. So the programs keep the difference of the two clocks for each
// CPU, and compare the clocks again from time to time.
#ifndef PITOT_CLOCK_H
#define PITOT_CLOCK_H

#include "helpers.h"
#include "verifier.h"

#define CLOCK_PERIOD 1000000  // ns between two comparisons
#define CLOCK_WINDOW 16000000 // ns for which the least of the differences counts

// ns after which any difference is better than the last one: the clocks drift apart.
#define CLOCK_AGE 1000000000

// Takes in one comparison of the clocks. In the first period of a window each switch makes one, so
// that one that came late does no harm.
static __always_inline void clock_compare(struct clock *k, u64 scheduler, u64 now) {
    u64 offset = now - scheduler;
    u64 age = now - k->window_start;
    if (age >= CLOCK_WINDOW) {
        if (!k->window_start)
            k->last_offset = offset; // who runs here got this CPU before the first comparison
        k->offset = age < 2 * CLOCK_WINDOW ? k->least : offset;
        k->least = offset;
        k->window_start = now;
        age = 0;
    }
    k->least = bf_min(k->least, offset);
    k->offset = bf_min(k->offset, offset);
    k->compared_at = age >= CLOCK_PERIOD ? scheduler : 0;
}

// When a switch is, as CLOCK_MONOTONIC.
//
// The scheduler may have left its clock as it was when it woke `next`, some microseconds ago
// (rq_clock_skip_update in kernel/sched/core.c): then its clock does not count. If more came
// between that wakeup and the switch, another wakeup or a tick, its clock is of that moment, and so
// is the switch.
static __always_inline u64 switch_time(struct clock *k, void *prev, void *next) {
    u64 scheduler = runqueue_clock(prev);
    int is_fresh = scheduler && scheduler != task_last_queued(next);
    if (is_fresh && k->compared_at && scheduler - k->compared_at < CLOCK_PERIOD)
        return scheduler + k->offset;
    u64 now = bpf_ktime_get_ns();
    if (is_fresh || (scheduler && now - k->window_start >= CLOCK_AGE))
        clock_compare(k, scheduler, now);
    return now;
}

#endif
