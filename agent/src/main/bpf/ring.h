// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// How a record gets to user space: its header, its limit, and whether its reader is woken up.
#ifndef PITOT_RING_H
#define PITOT_RING_H

#include "atomics.h"
#include "helpers.h"
#include "verifier.h"

static __always_inline void fill_header(struct header *h, u16 type, u16 size, u32 tid, u64 start,
                                        u64 end) {
    h->type = type;
    h->size = size;
    h->tid = tid;
    h->start = start;
    h->end = end;
}

// Whether a record is one too many for what the recordings' `throttle` lets through. Two CPUs at
// the turn of a window may both begin it: then more get through than asked for.
static __always_inline int is_throttled(struct config *c, u32 type, u64 now) {
    if (c->most[type] == NOT_WANTED)
        return 0;
    int key = type;
    struct limit *l = limits.lookup(&key);
    if (!l)
        return 0;
    if (now - l->window_start >= c->window[type]) {
        l->window_start = now;
        l->records = 0;
    }
    if (fetch_add(&l->records, 1) < c->most[type])
        return 0;
    count_one(COUNT_THROTTLED, type);
    return 1;
}

// The flags with which a record of this size is submitted. The reader looks by itself some times a
// second. To wake it up for each record would cost more than the record: only the record with which
// the ring buffer begins to fill up does.
static __always_inline u64 ring_flags(u32 size) {
    int at = PRODUCED;
    u64 *produced = counters.lookup(&at);
    at = CONSUMED;
    u64 *consumed = counters.lookup(&at);
    struct config *c = get_config();
    if (!produced || !consumed || !c)
        return BPF_RB_NO_WAKEUP;
    size = (size + BPF_RINGBUF_HDR_SZ + 7) & ~7;
    u64 before = fetch_add(produced, size) - *(volatile u64 *)consumed;
    u64 wakes = bf_gt(c->alarm, before) * bf_gt(before + size + 1, c->alarm);
    return BPF_RB_NO_WAKEUP + wakes * (BPF_RB_FORCE_WAKEUP - BPF_RB_NO_WAKEUP);
}

#endif
