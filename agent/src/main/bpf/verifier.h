// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Arithmetic and loops that the verifier can follow.
//
// The verifier follows every way through all jumps: sixteen jumps in a row are 65,536 ways. The
// macros bf_* (branch-free) compute without a jump. They are assembly where clang would make a jump
// of the C.
#ifndef PITOT_VERIFIER_H
#define PITOT_VERIFIER_H

// The same value, of which the compiler knows nothing.
#define opaque(v)                    \
    ({                               \
        u64 _o = (v);                \
        asm volatile("" : "+r"(_o)); \
        _o;                          \
    })

// 1 if a > b, else 0. Both are signed, and less than 2^63 apart.
#define bf_gt(a, b)                           \
    ({                                        \
        u64 _a = (u64)(b) - (u64)(a);         \
        asm volatile("%0 >>= 63" : "+r"(_a)); \
        _a;                                   \
    })

// 1 if v is not 0, else 0. Any v.
#define bf_nonzero(v)                         \
    ({                                        \
        u64 _s = (v);                         \
        _s |= -_s;                            \
        asm volatile("%0 >>= 63" : "+r"(_s)); \
        _s;                                   \
    })

#define bf_eq(a, b) (1 - bf_nonzero((a) ^ (b)))

// Likewise.
#define bf_max(a, b)                    \
    ({                                  \
        u64 _x = (a), _y = (b);         \
        _y + (_x - _y) * bf_gt(_x, _y); \
    })
#define bf_min(a, b)                    \
    ({                                  \
        u64 _x = (a), _y = (b);         \
        _x + (_y - _x) * bf_gt(_x, _y); \
    })
#define bf_clamp(v, low, high) bf_min(bf_max(v, low), high)

// An index into n places, n a power of two. It is assembly, because clang drops a mask that it can
// prove needless, and the verifier cannot prove it.
#define masked_index(i, n)                                   \
    ({                                                       \
        u64 _i = (i);                                        \
        asm volatile("%0 &= %1" : "+r"(_i) : "i"(-1 + (n))); \
        _i;                                                  \
    })

// A loop of at most n turns. The compiler cannot replace the counter by something of which the
// verifier does not know the bound, since each turn hides the counter from it. The begin is hidden,
// too: otherwise clang jumps into the middle of the loop, and the loop's back edge becomes a
// fall-through. check_cfg refused that before Linux 6.7 (10e14e9652bf).
#define bounded_for(i, n) for (u64 i = opaque(0); i < (n); i++, ({ asm volatile("" : "+r"(i)); }))

// Zero, but the verifier does not know it. Where a branch with a zero and a branch with a time come
// together, the verifier sees one way if it has not seen which is which. Else it sees two ways, to
// the end of the program.
#define opaque_zero(config) (*(volatile u32 *)&(config)->tag[NO_PHASE])

#endif
