// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Histograms: for what is too frequent for a record each.
//
// Durations are counted in whole microseconds or milliseconds, by bpf_log2l, as BCC's tools do; the sums beside the counts are
// of nanoseconds. Those of threads are kept per CPU: nobody else adds to them, since a switch is not interrupted.

// Nanoseconds in a unit, and which power of 2 is the next below that.
#define NANOS(unit) ((unit) == MICROS ? 1000ULL : 1000000ULL)
#define POWER_BELOW(unit) ((unit) == MICROS ? 9 : 19)

// The power of 2 that is the next below v, or v; 0 for 0.
static __always_inline u64 power_of(u64 v) {
    u64 power = ABOVE(v, 0xffffffffULL) << 5;
    u64 more = ABOVE(v >> power, 0xffff) << 4;
    power += more;
    more = ABOVE(v >> power, 0xff) << 3;
    power += more;
    more = ABOVE(v >> power, 0xf) << 2;
    power += more;
    more = ABOVE(v >> power, 0x3) << 1;
    power += more;
    return power + ABOVE(v >> power, 0x1);
}

// bpf_log2l(nanos / NANOS(unit)), without the division: a quotient is 2^k or more where nanos is 2^k units or more, and for a k
// that is one of two. Exact for all nanos below 2^63, see SlotOfTest.
static __always_inline u64 slot_of(u64 nanos, u64 power, u32 unit) {
    u64 k = LARGER(power, POWER_BELOW(unit)) - POWER_BELOW(unit);
    u64 slot = k + 1 - ABOVE(NANOS(unit) << k, nanos);
    return LARGER(slot, 1) & (SLOTS - 1);
}

#define WANTED(c, what, unit) ((c)->histograms >> ((what) * UNITS + (unit)) & 1)

// A thread's stretches of time that have ended: on the CPU, off it, in the run queue.
struct stretches {
    u64 nanos[MEASURES];
    u64 times[MEASURES];    // 0: there was none; else 1
};

// This CPU's; 0 if nobody wants any.
static __always_inline struct thread_histograms *histograms_of_threads(struct config *c) {
    int zero = 0;
    return c->histograms >> HISTOGRAM_ON_CPU * UNITS ? cpu_histograms.lookup(&zero) : 0;
}

// To the slot 0, which is never used, nothing is added where there is nothing to add.
static __always_inline void add_to(struct thread_histograms *h, u32 row, u32 unit, u64 nanos, u64 power, u64 times) {
    struct slot *s = &h->slots[MASKED((row * SLOTS + slot_of(nanos, power, unit)) * times, THREAD_SLOTS)];
    s->count += times;
    s->total += nanos * times;
}

static __always_inline void observe(struct thread_histograms *h, struct config *c, u8 kind, struct stretches *of) {
    if (!h)
        return;
    u64 wanted = c->histograms >> HISTOGRAM_ON_CPU * UNITS;
    u32 row = kind * UNITS * MEASURES;
    REPEAT(i, MEASURES) {
        u64 nanos = of->nanos[i];
        u64 times = of->times[i];
        u64 power = power_of(nanos);
        add_to(h, row + i, MICROS, nanos, power, (wanted >> MICROS & 1) * times);
        if (wanted >> MILLIS & 1) // seldom
            add_to(h, row + MEASURES + i, MILLIS, nanos, power, times);
        wanted >>= UNITS;
    }
}

// The histogram for a key, made when there is none.
static __always_inline struct histogram *io_histogram(struct io_key *key) {
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
        count(COUNT_MAP_FULL, BLOCK_IO_LATENCY);
    return h;
}

// Requests end on any CPU and in interrupts, so this adds atomically.
static __always_inline void observe_io(struct block_record *r, u8 queued, u8 unit, u64 nanos) {
    struct io_key key = {};
    __builtin_memcpy(key.disk, r->disk, DISK);
    key.operation = r->operation;
    key.async = r->flags & FLAG_ASYNC;
    key.queued = queued;
    key.unit = unit;
    struct histogram *h = io_histogram(&key);
    if (!h)
        return;
    struct slot *slot = &h->slots[MASKED(slot_of(nanos, power_of(nanos), unit), SLOTS)];
    __sync_fetch_and_add(&slot->count, 1);
    __sync_fetch_and_add(&slot->total, nanos);
}

// A request's whole time, and its time with the device.
static __always_inline void observe_request(struct config *c, struct block_record *r) {
    u64 whole = r->h.end - r->h.start;
    u64 service = r->h.end - r->issue;
    if (WANTED(c, HISTOGRAM_BLOCK_IO, MICROS)) {
        observe_io(r, 1, MICROS, whole);
        observe_io(r, 0, MICROS, service);
    }
    if (WANTED(c, HISTOGRAM_BLOCK_IO, MILLIS)) {
        observe_io(r, 1, MILLIS, whole);
        observe_io(r, 0, MILLIS, service);
    }
}
