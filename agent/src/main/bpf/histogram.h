// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Histograms, for what is too frequent for a record each.
//
// Durations are counted in whole microseconds or milliseconds, by bpf_log2l, as BCC's tools do. The
// sums beside the counts are of nanoseconds. The histograms of threads are kept per CPU. Nobody
// else adds to them, since nothing interrupts a switch.
#ifndef PITOT_HISTOGRAM_H
#define PITOT_HISTOGRAM_H

#include "helpers.h"
#include "verifier.h"

// The nanoseconds in a unit, and the exponent of the next power of 2 below that.
#define unit_nanos(unit) ((unit) == MICROS ? 1000ULL : 1000000ULL)
#define unit_log2(unit)  ((unit) == MICROS ? 9 : 19)

#define is_histogram_wanted(c, histogram, unit) \
    ((c)->histograms >> (UNITS * (histogram) + (unit)) & 1)

// The exponent of the greatest power of 2 that is not above v; 0 for 0.
static __always_inline u64 log2_floor(u64 v) {
    u64 power = bf_gt(v, 0xffffffffULL) << 5;
    u64 more = bf_gt(v >> power, 0xffff) << 4;
    power += more;
    more = bf_gt(v >> power, 0xff) << 3;
    power += more;
    more = bf_gt(v >> power, 0xf) << 2;
    power += more;
    more = bf_gt(v >> power, 0x3) << 1;
    power += more;
    return power + bf_gt(v >> power, 0x1);
}

// bpf_log2l(nanos / unit_nanos(unit)), without the division. `power` is log2_floor(nanos). A
// quotient is 2^k or more where nanos is 2^k units or more, and k is one of two numbers. This is
// exact for all nanos below 2^63, see SlotOfTest.
static __always_inline u64 slot_of(u64 nanos, u64 power, u32 unit) {
    u64 k = bf_max(power, unit_log2(unit)) - unit_log2(unit);
    u64 slot = k + 1 - bf_gt(unit_nanos(unit) << k, nanos);
    return bf_max(slot, 1) & (SLOTS - 1);
}

// ---- of threads ----

// What a switch ends of a thread: a time on the CPU, a time off it, a wait in the run queue.
struct intervals {
    u64 nanos[MEASURES];
    u64 times[MEASURES]; // 0: there was none; else 1
};

// Sets the interval of a HISTOGRAM_*.
#define set_interval(of, histogram, length, is_there)         \
    ((of)->nanos[-HISTOGRAM_ON_CPU + (histogram)] = (length), \
     (of)->times[-HISTOGRAM_ON_CPU + (histogram)] = (is_there))

// The histograms of this CPU; 0 if nobody wants any.
static __always_inline struct thread_histograms *get_thread_histograms(struct config *c) {
    int zero = 0;
    return c->histograms >> HISTOGRAM_ON_CPU * UNITS ? cpu_histograms.lookup(&zero) : 0;
}

// With `times` 0 this adds nothing, to slot 0, which is never used.
static __always_inline void thread_histogram_add(struct thread_histograms *h, u32 row, u32 unit,
                                                 u64 nanos, u64 power, u64 times) {
    u64 index = (row * SLOTS + slot_of(nanos, power, unit)) * times;
    struct slot *s = &h->slots[masked_index(index, THREAD_SLOTS)];
    s->count += times;
    s->total += nanos * times;
}

static __always_inline void thread_histograms_add(struct thread_histograms *h, struct config *c,
                                                  u8 kind, struct intervals *of) {
    if (!h)
        return;
    u64 wanted = c->histograms >> HISTOGRAM_ON_CPU * UNITS;
    u32 row = kind * UNITS * MEASURES;
    bounded_for(i, MEASURES) {
        u64 nanos = of->nanos[i];
        u64 times = of->times[i];
        u64 power = log2_floor(nanos);
        thread_histogram_add(h, row + i, MICROS, nanos, power, (wanted >> MICROS & 1) * times);
        if (wanted >> MILLIS & 1) // seldom
            thread_histogram_add(h, row + MEASURES + i, MILLIS, nanos, power, times);
        wanted >>= UNITS;
    }
}

// ---- of block requests ----

// The histogram for a key. It is made where there is none.
static __always_inline struct histogram *get_io_histogram(struct io_key *key) {
    struct histogram *h = io_histograms.lookup(key);
    if (h)
        return h;
    int zero = 0;
    struct histogram *empty = blank_histogram.lookup(&zero);
    if (!empty)
        return 0;
    io_histograms.insert(key, empty); // fails when another CPU was faster, which is as good
    h = io_histograms.lookup(key);
    if (!h)
        count_one(COUNT_MAP_FULL, BLOCK_IO_LATENCY);
    return h;
}

// Requests end on any CPU and in interrupts, so this adds atomically.
static __always_inline void io_histogram_add(struct block_record *r, u8 queued, u8 unit,
                                             u64 nanos) {
    struct io_key key = {};
    __builtin_memcpy(key.disk, r->disk, DISK);
    key.operation = r->operation;
    key.async = r->flags & FLAG_ASYNC;
    key.queued = queued;
    key.unit = unit;
    struct histogram *h = get_io_histogram(&key);
    if (!h)
        return;
    u64 slot_index = slot_of(nanos, log2_floor(nanos), unit);
    struct slot *slot = &h->slots[masked_index(slot_index, SLOTS)];
    __sync_fetch_and_add(&slot->count, 1);
    __sync_fetch_and_add(&slot->total, nanos);
}

// Adds the whole time of a request, and its time with the device.
static __always_inline void io_histograms_add(struct config *c, struct block_record *r) {
    u64 whole = r->h.end - r->h.start;
    u64 service = r->h.end - r->issue;
    if (is_histogram_wanted(c, HISTOGRAM_BLOCK_IO, MICROS)) {
        io_histogram_add(r, 1, MICROS, whole);
        io_histogram_add(r, 0, MICROS, service);
    }
    if (is_histogram_wanted(c, HISTOGRAM_BLOCK_IO, MILLIS)) {
        io_histogram_add(r, 1, MILLIS, whole);
        io_histogram_add(r, 0, MILLIS, service);
    }
}

#endif
