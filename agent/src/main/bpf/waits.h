// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Waits that are records of their own: in the run queue, off the CPU, for a page.
#ifndef PITOT_WAITS_H
#define PITOT_WAITS_H

#include "frames.h"
#include "ring.h"
#include "stints.h"

// Submits the page fault that the thread was in, if it was a major one; fault.c tells of these. It
// ends at `on_cpu_at`, when the thread last got its CPU. That may be before the fault: with a fast
// disk, or on a busy host, the page came before the thread had to wait.
static __always_inline void submit_major_fault(struct account *a, void *task, u64 on_cpu_at) {
    if (a->fault_at && LOAD_U64(task, T_MAJ_FLT) != a->fault_maj_flt) {
        struct config *c = get_config();
        u64 end = on_cpu_at > a->fault_at ? on_cpu_at : a->fault_at;
        if (c && a->kind != KIND_OWN && end - a->fault_at >= c->threshold[MAJOR_FAULT]
            && !is_throttled(c, MAJOR_FAULT, end)) {
            struct fault_record *r = ring.ringbuf_reserve(sizeof(struct fault_record));
            if (r) {
                fill_header(&r->h, MAJOR_FAULT, sizeof(*r), a->tid, a->fault_at, end);
                r->address = a->fault_address;
                r->phase = a->fault_phase;
                r->span = a->fault_span;
                count_one(COUNT_RECORDS, MAJOR_FAULT);
                ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
            } else {
                count_one(COUNT_LOST, MAJOR_FAULT);
            }
        }
    }
    a->fault_at = 0;
}

// Submits a RUN_QUEUE_WAIT or an OFF_CPU. `other...`: see struct wait_record; they count with
// `is_known`.
static __always_inline void submit_wait(struct account *a, void *task, u16 type, u64 start, u64 end,
                                        u64 queued, u32 is_known, u32 other_tid, const char *other,
                                        u64 other_time, struct config *c) {
    if (is_throttled(c, type, end))
        return;
    struct wait_record *r = ring.ringbuf_reserve(sizeof(struct wait_record));
    if (!r) {
        count_one(COUNT_LOST, type);
        return;
    }
    fill_header(&r->h, type, sizeof(*r), a->tid, start, end);
    r->run_queue = queued;
    r->phase = task_phase(task);
    r->span = a->last_span;
    r->io_wait = (a->sleep & ~SLEEP_WOKEN) == SLEEP_IO;
    r->other_tid = 0;
    r->other[0] = 0;
    r->other_time = other_time;
    if (is_known) {
        r->other_tid = other_tid;
        bpf_probe_read_kernel(r->other, COMM, other);
    }
    count_one(COUNT_RECORDS, type);
    ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
}

// Submits the wait of `next` that its arrival noted in the stints of this CPU, if it noted one, with
// who ran meanwhile.
//
// This comes at the end of a switch. The walks through the stints are the longest part of what the
// verifier follows, and here the ways to it have become one.
static __always_inline void submit_noted_wait(struct stints *s, void *next, struct config *c) {
    u64 start = s->wait_start;
    u64 end = s->wait_end;
    if (!end)
        return;
    s->wait_end = 0;
    u64 time = 0;
    struct stint *t = stint_of_majority(s, start, end, &time);
    struct account *a = account_of(next);
    if (a)
        submit_wait(a, next, RUN_QUEUE_WAIT, start, end, end - start, 1, t->tid, t->comm, time, c);
}

#endif
