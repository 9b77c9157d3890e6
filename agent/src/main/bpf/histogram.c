// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Histograms: for what is too frequent for a record each.
//
// Durations are counted in whole microseconds or milliseconds, by bpf_log2l, as BCC's tools do; the sums beside the counts are
// of nanoseconds. Those of threads are kept per CPU: nobody else adds to them, since a switch is not interrupted.

// Nanoseconds in a unit, and which power of 2 is the next below that.
#define NANOS(unit) ((unit) == MICROS ? 1000ULL : 1000000ULL)
#define POWER_BELOW(unit) ((unit) == MICROS ? 9 : 19)

// bpf_log2l(nanos / NANOS(unit)), without the division: a quotient is 2^k or more where nanos is 2^k units or more, and for a k
// that is one of two. Exact for all nanos, see SlotOfTest.
static __always_inline u64 slot_of(u64 nanos, u32 unit) {
    if (nanos < 2 * NANOS(unit))
        return 1;
    u64 k = bpf_log2l(nanos) - 1 - POWER_BELOW(unit);
    return nanos >= NANOS(unit) << k ? k + 1 : k;
}

static __always_inline struct slot *slot_in(struct histogram *h, u64 nanos, u32 unit) {
    u64 slot = slot_of(nanos, unit);
    asm volatile("%0 &= %1" : "+r"(slot) : "i"(SLOTS - 1));
    return &h->slots[slot];
}

#define WANTED(c, what, unit) ((c)->histograms & (1ULL << ((what) * UNITS + (unit))))

static __always_inline void observe_in(struct config *c, u32 what, u32 unit, u8 kind, u64 nanos) {
    if (!WANTED(c, what, unit))
        return;
    int key = (what * UNITS + unit) * KINDS + kind;
    struct histogram *h = cpu_histograms.lookup(&key);
    if (!h)
        return;
    struct slot *slot = slot_in(h, nanos, unit);
    slot->count++;
    slot->total += nanos;
}

// A thread's stretch of time on the CPU, off it, or in the run queue.
static __always_inline void observe(struct config *c, u32 what, u8 kind, u64 nanos) {
    observe_in(c, what, MICROS, kind, nanos);
    observe_in(c, what, MILLIS, kind, nanos);
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
    struct slot *slot = slot_in(h, nanos, unit);
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
