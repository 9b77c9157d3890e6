// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The records of phases that have ended, by how many texts they have, and of threads that start.
#ifndef PITOT_PHASE_RECORDS_H
#define PITOT_PHASE_RECORDS_H

#include "frames.h"
#include "gc_workers.h"
#include "ring.h"

// A collection for the sake of class metadata begins twice. The VM operation announces it, as a
// full one. Then the collector begins it as what it is, if it collects at all. The announcement is
// no collection: it holds another one, or no memory pool is collected in it. Marks in the frame say
// that. They are in its second value, which is free: the probe has one.
//
// Shenandoah tells of its pools on another thread. There a full one without a worker is none. That is
// less sure: a worker of the collection before may still be on its way to sleep.
#define gc_marks value[1]
enum {
    GC_COLLECTS = 1,
    GC_HOLDS_ANOTHER = 2,
};

static __always_inline void fill_phase_record(struct phase_record *r, u16 size, struct account *a,
                                              struct frame *f, u32 phase, u32 depth,
                                              struct snapshot *totals, u64 now) {
    fill_header(&r->h, phase, size, a->tid, f->start, now);
    snapshot_diff(&r->bill, totals, &f->begin);
    __builtin_memset(&r->gc, 0, sizeof(r->gc));
    r->value[0] = f->value[0];
    r->value[1] = f->value[1];
    r->text_size[0] = 0;
    r->text_size[1] = 0;
    r->text_size[2] = 0;
    r->text_size[3] = 0;
    r->depth = depth;
    count_one(COUNT_RECORDS, phase);
}

static __always_inline void submit_without_text(struct frame *f, struct site *site,
                                                struct account *a, u32 depth,
                                                struct snapshot *totals, u64 now) {
    struct phase_record *r = ring.ringbuf_reserve(sizeof(struct phase_record));
    if (!r)
        return count_one(COUNT_LOST, site->phase);
    fill_phase_record(r, sizeof(*r), a, f, site->phase, depth, totals, now);
    if (site->phase == GARBAGE_COLLECTION) {
        gc_workers_end(&r->gc);
        if (f->value[0] && !f->gc_marks && !r->gc.threads) { // only of a ROLE_END_BY_WORKERS
            ring.ringbuf_discard(r, 0);
            return;
        }
    }
    ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
}

static __always_inline void submit_with_text(struct stack *s, struct frame *f, struct site *site,
                                             struct account *a, u32 depth, struct snapshot *totals,
                                             u64 now) {
    struct text_record *r = ring.ringbuf_reserve(sizeof(struct text_record));
    if (!r)
        return count_one(COUNT_LOST, site->phase);
    fill_phase_record(&r->p, sizeof(*r), a, f, site->phase, depth, totals, now);
    if (f->name)
        copy_text(r->text_0, TEXT_0, f->name, f->name_size, &r->p.text_size[0]);
    else
        read_text(s, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
    ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
}

static __always_inline void submit_with_method(struct stack *s, struct frame *f, struct site *site,
                                               struct account *a, u32 depth,
                                               struct snapshot *totals, u64 now) {
    struct method_record *r = ring.ringbuf_reserve(sizeof(struct method_record));
    if (!r)
        return count_one(COUNT_LOST, site->phase);
    fill_phase_record(&r->p, sizeof(*r), a, f, site->phase, depth, totals, now);
    read_text(s, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
    read_text(s, site, 1, r->text_1, TEXT_1, &r->p.text_size[1]);
    read_text(s, site, 2, r->text_2, TEXT_2, &r->p.text_size[2]);
    read_text(s, site, 3, r->text_3, TEXT_3, &r->p.text_size[3]);
    ring.ringbuf_submit(r, ring_flags(sizeof(*r)));
}

#define READER_PAUSE 50000000 // ns between two threads' starts that wake the reader up

// The flags for a THREAD_START. The reader has to find a thread among the JVM's threads before it
// ends, so a thread that starts wakes the reader up, if that is not too often.
static __always_inline u64 ring_flags_thread_start(u32 size, u64 now) {
    u64 flags = ring_flags(size);
    struct process *p = get_process();
    if (!p || now - p->reader_woken_at < READER_PAUSE)
        return flags;
    p->reader_woken_at = now;
    return BPF_RB_FORCE_WAKEUP;
}

// A thread tells its Java id and its whole name, of which the kernel knows 15 characters.
static __always_inline void submit_thread_start(struct site *site, struct stack *s,
                                                struct account *a) {
    struct text_record *r = ring.ringbuf_reserve(sizeof(struct text_record));
    if (!r)
        return count_one(COUNT_LOST, THREAD_START);
    u64 now = bpf_ktime_get_ns();
    fill_header(&r->p.h, THREAD_START, sizeof(*r), a->tid, now, now);
    r->p.value[0] = read_argument(s, &site->value[0]);
    read_text(s, site, 0, r->text_0, TEXT_0, &r->p.text_size[0]);
    count_one(COUNT_RECORDS, THREAD_START);
    ring.ringbuf_submit(r, ring_flags_thread_start(sizeof(*r), now));
}

#endif
