// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Histograms: for what is too frequent for a record each.
//
// Durations are counted in whole microseconds or milliseconds, by bpf_log2l, as BCC's tools do; the sums beside the counts are
// of nanoseconds. Those of threads are kept per CPU: nobody else adds to them, since a switch is not interrupted.

static __always_inline void add(struct histogram *h, u64 nanos, u64 unit) {
    u64 slot = bpf_log2l(nanos / unit);
    asm volatile("%0 &= %1" : "+r"(slot) : "i"(SLOTS - 1));
    h->slots[slot].count++;
    h->slots[slot].total += nanos;
}

#define WANTED(c, what, unit) ((c)->histograms & (1ULL << ((what) * UNITS + (unit))))

static __always_inline void observe_in(struct config *c, u32 what, u32 unit, u64 nanos_per_unit, u8 kind, u64 nanos) {
    if (!WANTED(c, what, unit))
        return;
    int key = (what * UNITS + unit) * KINDS + kind;
    struct histogram *h = cpu_histograms.lookup(&key);
    if (h)
        add(h, nanos, nanos_per_unit);
}

// A thread's stretch of time on the CPU, off it, or in the run queue.
static __always_inline void observe(struct config *c, u32 what, u8 kind, u64 nanos) {
    observe_in(c, what, MICROS, 1000, kind, nanos);
    observe_in(c, what, MILLIS, 1000000, kind, nanos);
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
static __always_inline void observe_io(struct block_record *r, u8 queued, u8 unit, u64 nanos_per_unit, u64 nanos) {
    struct io_key key = {};
    __builtin_memcpy(key.disk, r->disk, DISK);
    key.operation = r->operation;
    key.async = r->flags & FLAG_ASYNC;
    key.queued = queued;
    key.unit = unit;
    struct histogram *h = io_histogram(&key);
    if (!h)
        return;
    u64 slot = bpf_log2l(nanos / nanos_per_unit);
    asm volatile("%0 &= %1" : "+r"(slot) : "i"(SLOTS - 1));
    __sync_fetch_and_add(&h->slots[slot].count, 1);
    __sync_fetch_and_add(&h->slots[slot].total, nanos);
}

// A request's whole time, and its time with the device.
static __always_inline void observe_request(struct config *c, struct block_record *r) {
    u64 whole = r->h.end - r->h.start;
    u64 service = r->h.end - r->issue;
    if (WANTED(c, HISTOGRAM_BLOCK_IO, MICROS)) {
        observe_io(r, 1, MICROS, 1000, whole);
        observe_io(r, 0, MICROS, 1000, service);
    }
    if (WANTED(c, HISTOGRAM_BLOCK_IO, MILLIS)) {
        observe_io(r, 1, MILLIS, 1000000, whole);
        observe_io(r, 0, MILLIS, 1000000, service);
    }
}
