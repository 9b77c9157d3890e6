// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The GC workers' part of a collection's bill.
//
// GC work is done by other threads than the one with the probes, which waits for them. The loops over them are without branches,
// since the verifier follows every way through every turn.

// A worker's totals up to now. It seldom switches just here: it waits for work before a collection, and again after it.
static __always_inline void worker_totals(struct gc_worker *w, u64 *to) {
    u64 since = w->since;
    to[ON_CPU] = w->time[ON_CPU];
    to[RUN_QUEUE] = w->time[RUN_QUEUE];
    to[IO_WAIT] = w->time[IO_WAIT];
    to[BLOCKED] = w->time[BLOCKED];
    to[w->state & 3] += bpf_ktime_get_ns() - since;
}

// The slots are used from the first on; 0 at the end of those used.
static __always_inline struct gc_worker *worker(u64 slot) {
    int key = slot;
    struct gc_worker *w = gc_workers.lookup(&key);
    return w && w->since ? w : 0;
}

static __always_inline void gc_workers_begin(void) {
    REPEAT(i, MAX_GC_WORKERS) {
        struct gc_worker *w = worker(i);
        if (!w)
            break;
        worker_totals(w, w->begin);
    }
}

static __always_inline void gc_workers_end(struct gc_bill *g) {
    REPEAT(i, MAX_GC_WORKERS) {
        struct gc_worker *w = worker(i);
        if (!w)
            break;
        worker_totals(w, w->part);
        u64 run = w->part[ON_CPU] - w->begin[ON_CPU];
        u64 queue = w->part[RUN_QUEUE] - w->begin[RUN_QUEUE];
        u64 some = run | queue;
        u64 took_part = (some | -some) >> 63;
        s64 more = queue - g->worst_run_queue;
        s64 less = more >> 63;
        asm volatile("" : "+r"(took_part), "+r"(less)); // or clang makes branches of them again
        g->threads += took_part;
        g->time[ON_CPU] += run;
        g->time[RUN_QUEUE] += queue;
        g->time[IO_WAIT] += (w->part[IO_WAIT] - w->begin[IO_WAIT]) * took_part;
        g->time[BLOCKED] += (w->part[BLOCKED] - w->begin[BLOCKED]) * took_part;
        g->worst_run_queue += more & ~less;
    }
}
