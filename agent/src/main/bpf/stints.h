// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Who had a CPU, one after the other: it tells who ran while a thread waited.
#ifndef PITOT_STINTS_H
#define PITOT_STINTS_H

#include "helpers.h"
#include "verifier.h"

// Adds the stint of the task that leaves the CPU now.
static __always_inline void stint_add(struct stints *s, void *prev, u64 ours, u32 tid, u64 now) {
    struct stint *t = &s->stint[masked_index(s->count, STINTS)];
    s->count++;
    t->end = now;
    t->tid = tid;
    t->comm[0] = 0;
    if (ours) {
        t->who = LOAD_U32(prev, T_PID) | STINT_OURS;
        return;
    }
    t->who = LOAD_U32(prev, T_TGID);
    if (!t->who)
        return; // the CPU was idle
    void *leader = prev;
    if (kernel_number(HAS_GROUP_LEADER))
        leader = (void *)LOAD_U64(prev, T_GROUP_LEADER);
    bpf_probe_read_kernel(t->comm, COMM, member_of(leader, T_COMM));
}

// The i-th last stint.
static __always_inline struct stint *stint_at(struct stints *s, u64 i) {
    return &s->stint[masked_index(s->count - 1 - i, STINTS)];
}

// A stint of the task that had this CPU for most of a time, and how much of the time it had.
//
// There are two walks, without branches, from the last stint to the first. A stint begins where the
// one before it ends. The first walk finds who had more than all others together, if anybody did:
// this is the majority vote of Boyer and Moore. The second adds up what that one had. Of a long
// time only the last stints count.
static __always_inline struct stint *stint_of_majority(struct stints *s, u64 from, u64 to,
                                                       u64 *time) {
    u64 who = ~0ULL;
    u64 lead = 0;
    u64 found = 0;
    struct stint *t = stint_at(s, 0);
    u64 end = bf_clamp(t->end, from, to);
    bounded_for(i, STINTS - 1) {
        u64 its = t->who;
        t = stint_at(s, i + 1);
        u64 begin = bf_clamp(t->end, from, to);
        u64 length = end - begin;
        end = begin;
        u64 same = bf_eq(its, who);
        u64 loses = (1 - same) * bf_gt(length, lead);
        who += (its - who) * loses;
        found += (i - found) * loses;
        lead = same * (lead + length)
               + (1 - same) * (loses * (length - lead) + (1 - loses) * (lead - length));
    }
    u64 sum = 0;
    t = stint_at(s, 0);
    end = bf_clamp(t->end, from, to);
    bounded_for(i, STINTS - 1) {
        u64 its = bf_eq(t->who, who);
        t = stint_at(s, i + 1);
        u64 begin = bf_clamp(t->end, from, to);
        sum += (end - begin) * its;
        end = begin;
    }
    *time = sum;
    return stint_at(s, found);
}

#endif
