// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The stack of the phases that a thread is in.
//
// A begin pushes a frame with the thread's totals. An end pops the frame; the difference is the
// bill. Frames pair by phase on the thread's own stack, so nested and interleaved phases do not
// mix. A begin or an end without a partner is counted and not guessed at.
#ifndef PITOT_FRAMES_H
#define PITOT_FRAMES_H

#include "arguments.h"
#include "snapshot.h"

#define frame_index(i) masked_index(i, MAX_DEPTH)

// The phase that the task is in now.
static __always_inline u32 task_phase(void *task) {
    struct stack *s = stacks.task_storage_get(task, 0, 0);
    struct config *c = get_config();
    if (!c || !s || s->depth == 0)
        return NO_PHASE;
    u32 tag = s->tag[frame_index(s->depth - 1)];
    return c->tag[tag & 15] == tag ? PHASE_OF(tag) : NO_PHASE;
}

static __always_inline void frame_push(void *ctx, struct site *site, struct stack *s,
                                       struct account *a, void *task, u32 tag) {
    u32 top = frame_index(s->depth);
    struct frame *f = &s->frames[top];
    f->sp = LOAD_U64(ctx, REGS_SP);
    f->symbol = 0;
    f->name = 0;
    f->value[0] = 0;
    f->value[1] = 0;
    if (site->value[0].how | site->value[1].how) {
        copy_registers(ctx, s);
        read_values(s, site, f->value);
    }
    s->tag[top] = tag;
    s->depth++;
    account_snapshot(a, task, 1, &f->begin, &f->start);
    if (site->role == ROLE_CLASS_BEGIN)
        f->symbol = f->value[0];
}

// Takes the frame at `depth` from the stack, and with it those above it, which never ended. Takes
// the thread's totals. Returns 0 if the phase was too short to be sent.
static __always_inline struct frame *frame_pop(struct stack *s, u32 depth, u32 phase,
                                               struct account *a, void *task,
                                               struct snapshot *totals, u64 *now) {
    struct frame *f = &s->frames[frame_index(depth)];
    account_snapshot(a, task, 1, totals, now);
    s->depth = depth;
    if (depth + 1 >= MAX_DEPTH)
        __builtin_memset(s->overflow, 0, sizeof(s->overflow));
    struct config *c = get_config();
    return c && *now - f->start >= c->threshold[phase] ? f : 0;
}

// The frame that an end belongs to, plus one; 0: none.
//
// A function that returns left the stack pointer where its entry had it, but for the return
// address. The end of a probe belongs to the last begin of its phase.
static __always_inline u32 frame_find(void *ctx, struct site *site, struct stack *s, u32 tag) {
    u64 sp = LOAD_U64(ctx, REGS_SP) - RETURN_ADDRESS;
    u32 by_sp = site->role == ROLE_CLASS_END;
    s->scratch = 0;
    bounded_for(i, MAX_DEPTH) {
        u32 at = s->depth - 1 - i;
        if (at >= MAX_DEPTH)
            break;
        if (s->tag[frame_index(at)] == tag && (!by_sp || s->frames[frame_index(at)].sp == sp)) {
            s->scratch = at + 1;
            break;
        }
    }
    return s->scratch;
}

#endif
