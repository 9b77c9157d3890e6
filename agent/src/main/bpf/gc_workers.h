// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The GC workers' part of a collection's bill.
//
// Other threads do the GC work than the thread with the probes, which waits for them. So each GC
// worker has a slot with a copy of its account. The thread with the probes adds the slots up, at
// gc__begin and at gc__end.
#ifndef PITOT_GC_WORKERS_H
#define PITOT_GC_WORKERS_H

#include "atomics.h"
#include "helpers.h"
#include "verifier.h"

#define is_gc_worker(a) ((u8)((a)->watched - 1) < MAX_GC_WORKERS)

// The first of all slots.
static __always_inline struct gc_worker *gc_worker_slots(void) {
    int zero = 0;
    struct gc_workers *all = gc_workers.lookup(&zero);
    return all ? all->worker : 0;
}

// Copies a GC worker's account, in which `state` began at state_since, into the worker's slot.
static __always_inline void gc_worker_mirror(struct account *a, u8 state) {
    struct gc_worker *w = gc_worker_slots();
    if (!w)
        return;
    w += masked_index(a->watched - 1, MAX_GC_WORKERS);
    w->seq++;
    barrier();
    w->state = state;
    w->state_since = a->state_since;
    w->time[ON_CPU] = a->time[ON_CPU];
    w->time[RUN_QUEUE] = a->time[RUN_QUEUE];
    w->time[IO_WAIT] = a->time[IO_WAIT];
    w->time[BLOCKED] = a->time[BLOCKED];
    // A thread that was named just now runs, and its account does not have that yet.
    if (w->state != ON_CPU && a->on_cpu_at > a->state_since) {
        w->time[w->state & 3] += a->woken_at - a->state_since;
        w->time[RUN_QUEUE] += a->on_cpu_at - a->woken_at;
        w->state = ON_CPU;
        w->state_since = a->on_cpu_at;
    }
    barrier();
    w->seq++;
}

// Gives a thread that works for collections its slot.
static __always_inline void gc_worker_register(struct account *a, void *task) {
    struct process *p = get_process();
    if (a->watched || !p)
        return;
    u64 slot = fetch_add(&p->gc_workers, 1);
    if (slot >= MAX_GC_WORKERS) {
        count_one(COUNT_MAP_FULL, GARBAGE_COLLECTION); // the bills will lack its part
        return;
    }
    a->watched = slot + 1;
    p->maybe_gc[masked_index(LOAD_U32(task, T_PID), ACCOUNT_SLOTS)] = 1;
    // One that was never seen to change runs, or sleeps until there is work.
    gc_worker_mirror(a, a->state != UNKNOWN ? a->state : is_on_cpu(task) ? ON_CPU : BLOCKED);
}

// Whether the task with this id may be a GC worker, whose account others look at.
static __always_inline int may_be_gc_worker(u32 id) {
    struct process *p = get_process();
    return p && p->maybe_gc[masked_index(id, ACCOUNT_SLOTS)];
}

// Takes a worker's totals up to now. Returns 1 if the worker switched just then, else 0. It seldom
// does: it waits for work before a collection, and again after it.
static __always_inline u64 gc_worker_totals(struct gc_worker *w, u64 *to, u64 now) {
    u32 seq = w->seq;
    barrier();
    u64 since = w->state_since;
    to[ON_CPU] = w->time[ON_CPU];
    to[RUN_QUEUE] = w->time[RUN_QUEUE];
    to[IO_WAIT] = w->time[IO_WAIT];
    to[BLOCKED] = w->time[BLOCKED];
    to[w->state & 3] += now - since;
    barrier();
    return (seq & 1) | bf_nonzero(seq ^ w->seq);
}

static __always_inline void gc_workers_count_torn(u64 torn) {
    if (torn)
        count_one(COUNT_TORN, GARBAGE_COLLECTION);
}

// A collection begins. The slots are used from the first on: the first free one ends the walk.
static __always_inline void gc_workers_begin(void) {
    struct gc_worker *w = gc_worker_slots();
    if (!w)
        return;
    u64 torn = 0;
    u64 now = bpf_ktime_get_ns();
    bounded_for(i, MAX_GC_WORKERS) {
        if (!w->state_since)
            break;
        torn |= gc_worker_totals(w, w->begin, now);
        w++;
    }
    gc_workers_count_torn(torn);
}

// A collection ends: adds up what the workers did since its begin. The sched_switch before the
// begin may be booked after it, as of a time before it: a difference may be less than 0.
static __always_inline void gc_workers_end(struct gc_bill *g) {
    struct gc_worker *w = gc_worker_slots();
    if (!w)
        return;
    u64 torn = 0;
    u64 now = bpf_ktime_get_ns();
    bounded_for(i, MAX_GC_WORKERS) {
        if (!w->state_since)
            break;
        torn |= gc_worker_totals(w, w->end, now);
        u64 run = bf_max(w->end[ON_CPU] - w->begin[ON_CPU], 0);
        u64 queue = bf_max(w->end[RUN_QUEUE] - w->begin[RUN_QUEUE], 0);
        u64 took_part = bf_gt(run | queue, 0ULL);
        u64 more = queue - g->worst_run_queue;
        g->threads += took_part;
        g->time[ON_CPU] += run;
        g->time[RUN_QUEUE] += queue;
        g->time[IO_WAIT] += bf_max(w->end[IO_WAIT] - w->begin[IO_WAIT], 0) * took_part;
        g->time[BLOCKED] += bf_max(w->end[BLOCKED] - w->begin[BLOCKED], 0) * took_part;
        g->worst_run_queue += more * bf_gt(queue, g->worst_run_queue);
        w++;
    }
    gc_workers_count_torn(torn);
}

#endif
