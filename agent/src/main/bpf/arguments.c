// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Arguments of a probe: where they are differs from site to site, and `struct site` says where.

// A program may read its context at constant offsets only; from here on the registers can be read by number. A probe read of
// each one wanted would cost 40 ns.
static __always_inline void copy_registers(void *ctx, struct stack *s) {
#pragma unroll
    for (int i = 0; i < REGS_WORDS; i++)
        s->regs[i] = LOAD_U64(ctx, 8 * i);
}

static __always_inline u64 argument(struct stack *s, struct argument *a) {
    u64 v = a->value;
    if (a->how >= 2)
        v = s->regs[(a->reg / 8) & REGS_MASK] >> (a->shift & 63);
    if (a->how == 3) {
        void *address = (void *)(v + a->value);
        v = 0;
        bpf_probe_read_user(&v, sizeof(v), address);
    }
    u32 cut = (64 - 8 * a->size) & 63;
    return a->is_signed ? (u64)((s64)(v << cut) >> cut) : v << cut >> cut;
}

static __always_inline void values(struct stack *s, struct site *site, u64 *to) {
    if (site->value[0].how)
        to[0] = argument(s, &site->value[0]);
    if (site->value[1].how)
        to[1] = argument(s, &site->value[1]);
}

static __always_inline void copy_text(char *to, u32 room, u64 from, u64 length, u32 *size) {
    *size = length;
    asm volatile("" : "+r"(length)); // keeps the bound below in one register, where the verifier sees it
    if (length > room)
        length = room;
    if (length == 0 || bpf_probe_read_user(to, length, (void *)from))
        *size = 0;
}

static __always_inline void text(struct stack *s, struct site *site, int n, char *to, u32 room, u32 *size) {
    u64 from = argument(s, &site->text[n][0]);
    copy_text(to, room, from, (u32)argument(s, &site->text[n][1]), size);
}
