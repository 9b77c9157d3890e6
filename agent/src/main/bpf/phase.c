// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Phases of the JVM. One program serves all probe sites; the cookie of a hit says which site it is.
//
// When recordings want other phases, user space makes new links to the sites, as one batch, and
// closes the old batch once the new one is there. In between each hit comes twice, and the second
// is dropped. A phase has a tag, which changes each time its probes come back. A frame whose end
// was missed while they were away matches no later end.

#include "account_life.h"
#include "arguments.h"
#include "frames.h"
#include "gc_workers.h"
#include "phase_records.h"
#include "preempt.h"
#include "timing.h"

static __always_inline void phase_begin(void *ctx, struct site *site, struct stack *s,
                                        struct account *a, void *task, struct config *c, u32 tag) {
    u32 phase = PHASE_OF(tag);
    if (phase >= PHASES)
        return;
    if (s->depth) {
        u32 top = s->tag[frame_index(s->depth - 1)];
        if (top == tag && phase >= PARK) {
            s->depth--; // a thread parks, sleeps and contends once at a time: the last never ended
            count_one(COUNT_BEGIN_ONLY, phase);
        } else if (top != c->tag[top & 15]) {
            s->depth--; // its probes were away when it ended
        }
    }
    if (s->depth < MAX_DEPTH) {
        frame_push(ctx, site, s, a, task, tag);
        return;
    }
    if (site->role == ROLE_BEGIN)
        s->overflow[phase]++;
    count_one(COUNT_TOO_DEEP, phase);
}

static __always_inline void mark_collects(struct stack *s, u32 tag) {
    u64 top = frame_index(s->depth - 1);
    if (s->depth && s->tag[top] == tag)
        s->frames[top].gc_marks |= GC_COLLECTS;
}

// Whether the collection in this frame, which has been popped, was only announced. Marks the frame
// that holds it, if there is one.
static __always_inline int is_announcement(void *ctx, struct site *site, struct stack *s,
                                           u32 popped, u32 tag) {
    if (PHASE_OF(tag) != GARBAGE_COLLECTION)
        return 0;
    u32 outer = frame_find(ctx, site, s, tag);
    if (outer)
        s->frames[frame_index(outer - 1)].gc_marks |= GC_HOLDS_ANOTHER;
    struct frame *f = &s->frames[frame_index(popped)];
    return (f->gc_marks & GC_HOLDS_ANOTHER)
           || (f->value[0] && !f->gc_marks && site->role != ROLE_END_BY_WORKERS);
}

static __always_inline void phase_end(void *ctx, struct site *site, struct stack *s,
                                      struct account *a, void *task, u32 tag) {
    u32 phase = PHASE_OF(tag);
    if (phase >= PHASES)
        return;
    if (s->depth >= MAX_DEPTH && s->overflow[phase]) {
        s->overflow[phase]--;
        return;
    }
    u32 found = frame_find(ctx, site, s, tag);
    if (!found) {
        if (site->role == ROLE_END || site->role == ROLE_END_BY_WORKERS)
            count_one(COUNT_END_ONLY, phase);
        return;
    }
    struct snapshot totals = {};
    u64 now;
    struct frame *f = frame_pop(s, found - 1, phase, a, task, &totals, &now);
    if (is_announcement(ctx, site, s, found - 1, tag))
        return;
    if (!f || (site->role == ROLE_CLASS_END && !f->name))
        return; // too short, or no class: it was there already, or was not found
    struct config *c = get_config(); // anew: the verifier loses sight of one that has come so far
    if (!c || is_throttled(c, phase, now))
        return;
    copy_registers(ctx, s);
    read_values(s, site, f->value);
    if (site->texts == 0 && !f->name)
        submit_without_text(f, site, a, found - 1, &totals, now);
    else if (site->texts <= 1)
        submit_with_text(s, f, site, a, found - 1, &totals, now);
    else
        submit_with_method(s, f, site, a, found - 1, &totals, now);
}

// A class is there.
//
// Several functions load a class, one in another, and loaders delegate. So the class belongs to the
// outermost of the frames for its name that lie together, and that frame is sent when its function
// returns. The innermost frame is the class's whatever its name: the name of a hidden class is made
// only after the class was asked for.
static __always_inline void class_loaded(struct site *site, struct stack *s, u32 tag) {
    u64 name = read_argument(s, &site->text[0][0]);
    s->scratch = 0;
    bounded_for(i, MAX_DEPTH) {
        u32 at = s->depth - 1 - i;
        if (at >= MAX_DEPTH || s->tag[frame_index(at)] != tag)
            break;
        u64 symbol = s->frames[frame_index(at)].symbol;
        if (i && (symbol == 0 || name - symbol >= 16))
            break; // the name's bytes lie inside the Symbol: oops/symbol.hpp
        s->scratch = at + 1;
    }
    u32 found = s->scratch;
    if (!found) {
        count_one(COUNT_END_ONLY, CLASS_LOAD);
        return;
    }
    struct frame *f = &s->frames[frame_index(found - 1)];
    f->name = name;
    f->name_size = (u32)read_argument(s, &site->text[0][1]);
    f->value[0] = 0;
    read_values(s, site, f->value);
}

// Whether this hit has come already, by another batch of links. A thread never hits a site twice in
// a row at one depth of its stack: what begins there has to end first.
static __always_inline int is_duplicate_hit(struct stack *s, u32 batch, u32 site, u64 sp) {
    int again = s->last_batch && s->last_batch != batch && s->last_site == site && s->last_sp == sp;
    s->last_batch = again ? 0 : batch;
    s->last_site = site;
    s->last_sp = sp;
    return again;
}

static __always_inline void count_hit(u32 type) {
    int key = type;
    u64 *n = hits.lookup(&key);
    if (n)
        __sync_fetch_and_add(n, 1);
}

// Does what the role of the site asks for.
static __always_inline void act_on_hit(void *ctx, struct site *site, struct stack *s,
                                       struct account *a, void *task, struct config *c, u32 tag) {
    switch (site->role) {
    case ROLE_BEGIN:
    case ROLE_CLASS_BEGIN:
        phase_begin(ctx, site, s, a, task, c, tag);
        if (site->phase == GARBAGE_COLLECTION)
            gc_workers_begin();
        break;
    case ROLE_END:
    case ROLE_CLASS_END:
    case ROLE_END_BY_WORKERS:
        phase_end(ctx, site, s, a, task, tag);
        break;
    case ROLE_CLASS_LOADED:
        copy_registers(ctx, s);
        class_loaded(site, s, tag);
        break;
    case ROLE_COLLECTS:
        mark_collects(s, tag);
        break;
    case ROLE_THREAD_START:
        copy_registers(ctx, s);
        submit_thread_start(site, s, a);
        break;
    }
}

// A thread hits a site. The cookie is the number of the batch and the number of the site.
static __always_inline void on_hit(struct pt_regs *ctx) {
    u64 cookie = bpf_get_attach_cookie(ctx);
    u64 number = (u32)cookie;
    int zero = 0;
    struct sites *all = sites.lookup(&zero);
    struct config *c = get_config();
    void *task = (void *)bpf_get_current_task_btf();
    // Before Linux 6.10 the filter of uprobe_multi also let other processes with the same libjvm
    // through.
    if (!all || !c || !is_ours(task))
        return;
    struct site *site = &all->site[masked_index(number, MAX_SITES)];
    if (c->walk != WALK_REPORT)
        return; // the probes are attached while the rest is: not all threads have an account yet
    u32 tag = c->tag[site->phase & 15];
    struct account *a = account_of(task);
    if (!a) {
        count_one(COUNT_NO_ACCOUNT, site->phase & 15);
        return;
    }
    if (a->kind == KIND_OWN)
        return;
    struct stack *s = stacks.task_storage_get(task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (!s) {
        count_one(COUNT_NO_ACCOUNT, site->phase & 15);
        a->hit_missed = 1;
        return;
    }
    if (a->hit_missed) {
        a->hit_missed = 0;
        s->depth = 0;
    }
    if (is_duplicate_hit(s, cookie >> 32, number, LOAD_U64(ctx, REGS_SP)))
        return;
    count_hit(site->phase ? site->phase : THREAD_START);
    if (tag == 0 && site->role != ROLE_THREAD_START)
        return; // wanted no more, or not yet
    act_on_hit(ctx, site, s, a, task, c, tag);
}

static __always_inline void on_hit_timed(struct pt_regs *ctx) {
    u64 begin = run_begin();
    on_hit(ctx);
    run_end(RUN_HOTSPOT, begin);
}

int uprobe__hotspot(struct pt_regs *ctx) {
    UNPREEMPTED(on_hit_timed(ctx));
    return 0;
}
