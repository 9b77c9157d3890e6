// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The GC workers' part of a collection's bill.
//
// GC work is done by other threads than the one with the probes, which waits for them. The loops over them are without branches,
// since the verifier follows every way through every turn.

// A worker's totals up to now. It seldom switches just here: it waits for work before a collection, and again after it. 1 if it did.
static __always_inline u64 worker_totals(struct gc_worker *w, u64 *to, u64 now) {
    u32 seq = w->seq;
    barrier();
    u64 since = w->since;
    to[ON_CPU] = w->time[ON_CPU];
    to[RUN_QUEUE] = w->time[RUN_QUEUE];
    to[IO_WAIT] = w->time[IO_WAIT];
    to[BLOCKED] = w->time[BLOCKED];
    to[w->state & 3] += now - since;
    barrier();
    return (seq & 1) | IS_SET(seq ^ w->seq);
}

static __always_inline void count_torn(u64 torn) {
    if (torn)
        count(COUNT_TORN, GARBAGE_COLLECTION);
}

// The slots are used from the first on: the first that is not ends the walk.
static __always_inline void gc_workers_begin(void) {
    struct gc_worker *w = first_worker();
    if (!w)
        return;
    u64 torn = 0;
    u64 now = bpf_ktime_get_ns();
    REPEAT(i, MAX_GC_WORKERS) {
        if (!w->since)
            break;
        torn |= worker_totals(w, w->begin, now);
        w++;
    }
    count_torn(torn);
}

static __always_inline void gc_workers_end(struct gc_bill *g) {
    struct gc_worker *w = first_worker();
    if (!w)
        return;
    u64 torn = 0;
    u64 now = bpf_ktime_get_ns();
    REPEAT(i, MAX_GC_WORKERS) {
        if (!w->since)
            break;
        torn |= worker_totals(w, w->part, now);
        // A switch just before the begin may be booked after it, and as of before it.
        u64 run = LARGER(w->part[ON_CPU] - w->begin[ON_CPU], 0);
        u64 queue = LARGER(w->part[RUN_QUEUE] - w->begin[RUN_QUEUE], 0);
        u64 took_part = ABOVE(run | queue, 0ULL);
        u64 more = queue - g->worst_run_queue;
        g->threads += took_part;
        g->time[ON_CPU] += run;
        g->time[RUN_QUEUE] += queue;
        g->time[IO_WAIT] += LARGER(w->part[IO_WAIT] - w->begin[IO_WAIT], 0) * took_part;
        g->time[BLOCKED] += LARGER(w->part[BLOCKED] - w->begin[BLOCKED], 0) * took_part;
        g->worst_run_queue += more * ABOVE(queue, g->worst_run_queue);
        w++;
    }
    count_torn(torn);
}
