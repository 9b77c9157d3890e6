// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The arguments of a probe. Where they are differs from site to site; `struct site` says it.
#ifndef PITOT_ARGUMENTS_H
#define PITOT_ARGUMENTS_H

#include "kernel.h"
#include "maps.h"

// Copies the user registers, so that they can be read by number: a program may read its context at
// constant offsets only. A probe read of each register that is wanted would cost 40 ns.
static __always_inline void copy_registers(void *ctx, struct stack *s) {
#pragma unroll
    for (int i = 0; i < REGS_WORDS; i++)
        s->regs[i] = LOAD_U64(ctx, 8 * i);
}

static __always_inline u64 read_argument(struct stack *s, struct argument *a) {
    u64 v = a->value;
    if (a->how >= ARGUMENT_REGISTER)
        v = s->regs[(a->reg / 8) & REGS_MASK] >> (a->shift & 63);
    if (a->how == ARGUMENT_MEMORY) {
        void *address = (void *)(v + a->value);
        v = 0;
        bpf_probe_read_user(&v, sizeof(v), address);
    }
    u32 cut = (64 - 8 * a->size) & 63;
    return a->is_signed ? (u64)((s64)(v << cut) >> cut) : v << cut >> cut;
}

static __always_inline void read_values(struct stack *s, struct site *site, u64 *to) {
    if (site->value[0].how)
        to[0] = read_argument(s, &site->value[0]);
    if (site->value[1].how)
        to[1] = read_argument(s, &site->value[1]);
}

static __always_inline void copy_text(char *to, u32 room, u64 from, u64 length, u32 *size) {
    *size = length;
    // This keeps the bound below in one register, where the verifier sees it.
    asm volatile("" : "+r"(length));
    if (length > room)
        length = room;
    if (length == 0 || bpf_probe_read_user(to, length, (void *)from))
        *size = 0;
}

// Reads the n-th text of a site.
static __always_inline void read_text(struct stack *s, struct site *site, int n, char *to, u32 room,
                                      u32 *size) {
    u64 from = read_argument(s, &site->text[n][0]);
    copy_text(to, room, from, (u32)read_argument(s, &site->text[n][1]), size);
}

#endif
