// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Histograms with a key: one for each span, phase or thread. They are kept only while a live command
// asks for them.
//
// A time on the CPU counts for the span and the phase in which it ended. A time off the CPU, or in
// the run queue, counts for those in which it began.
#ifndef PITOT_KEYED_H
#define PITOT_KEYED_H

#include "frames.h"
#include "histogram.h"

#define KEYED_BITS (BYS * HISTOGRAMS * UNITS)

// The bits of a histogram in config.keyed, for all keys.
#define KEYED_EACH(bits) ((bits) | (bits) << HISTOGRAMS * UNITS | (bits) << 2 * HISTOGRAMS * UNITS)
#define KEYED_IO         KEYED_EACH(3ULL << HISTOGRAM_BLOCK_IO * UNITS)
#define KEYED_THREADS    KEYED_EACH(0x3fULL << HISTOGRAM_ON_CPU * UNITS)

#define span_key(name) (((name)->method + KEY_IS_SPAN) * bf_nonzero((name)->id))

static __always_inline struct histogram *get_keyed_histogram(struct histogram_key *key) {
    struct histogram *h = keyed_histograms.lookup(key);
    if (h)
        return h;
    int zero = 0;
    struct histogram *empty = blank_histogram.lookup(&zero);
    if (!empty)
        return 0;
    keyed_histograms.insert(key, empty); // fails when another CPU was faster, which is as good
    h = keyed_histograms.lookup(key);
    if (h)
        return h;
    key->what = REST;
    return keyed_histograms.lookup(key);
}

static __always_inline void keyed_add(struct histogram_key *key, u64 nanos) {
    struct histogram *h = get_keyed_histogram(key);
    if (!h) {
        count_one(COUNT_MAP_FULL, BLOCK_IO_LATENCY + key->histogram);
        return;
    }
    u64 index = slot_of(nanos, log2_floor(nanos), key->unit);
    struct slot *slot = &h->slots[masked_index(index, SLOTS)];
    __sync_fetch_and_add(&slot->count, 1);
    __sync_fetch_and_add(&slot->total, nanos);
}

// Adds a request that has ended. `r->h.tid` is 0 for write-back.
static __always_inline void keyed_add_request(struct config *c, struct block_record *r) {
    u64 wanted = c->keyed & KEYED_IO;
    if (!wanted)
        return;
    u64 nanos[2] = {r->h.end - r->issue, r->h.end - r->h.start};
    u64 what[BYS] = {span_key(&r->span), r->phase, r->h.tid};
    bounded_for(i, 2 * BYS * UNITS) {
        u64 by = i >> 2;
        u64 unit = i >> 1 & 1;
        u64 queued = i & 1;
        if (!(wanted >> (by * HISTOGRAMS * UNITS + unit) & 1))
            continue;
        struct histogram_key key = {};
        key.what = by == BY_SPAN    ? what[BY_SPAN]
                   : by == BY_PHASE ? what[BY_PHASE]
                                    : what[BY_THREAD];
        key.by = by;
        key.histogram = HISTOGRAM_BLOCK_IO;
        key.unit = unit;
        key.queued = queued;
        keyed_add(&key, queued ? nanos[1] : nanos[0]);
    }
}

// Where a switch notes what it ends; 0: nobody wants that.
static __always_inline struct ended_by_switch *get_ended(struct config *c) {
    int zero = 0;
    struct ended_by_switch *e = c->keyed & KEYED_THREADS ? cpu_ended.lookup(&zero) : 0;
    if (e) {
        e->of_prev.id = 0;
        e->of_next.id = 0;
    }
    return e;
}

// Notes what a switch ends of a thread. `waited_in`: the span of its time off the CPU, as a key.
static __always_inline void note_ended(struct ended *e, struct account *a, void *task,
                                       struct intervals *of, u64 waited_in) {
    e->nanos[0] = of->nanos[0];
    e->nanos[1] = of->nanos[1];
    e->nanos[2] = of->nanos[2];
    e->times[0] = of->times[0];
    e->times[1] = of->times[1];
    e->times[2] = of->times[2];
    e->waited_in[BY_SPAN] = waited_in;
    e->waited_in[BY_THREAD] = a->tid;
    e->ran_in[BY_SPAN] = span_key(&a->last_span);
    e->ran_in[BY_THREAD] = a->tid;
    e->id = LOAD_U32(task, T_PID) * bf_nonzero(a->kind ^ KIND_OWN);
}

#endif
