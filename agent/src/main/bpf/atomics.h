// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Atomic additions and memory order.
#ifndef PITOT_ATOMICS_H
#define PITOT_ATOMICS_H

// An atomic addition that returns the old value.
//
// libbcc compiles for the first BPF processor (from 0.32 on it says so itself, iovisor/bcc
// 6acb86ef). For that processor clang from 20 on refuses a __sync_fetch_and_add whose result is
// used. Its assembler accepts the instruction, which the assembler of clang 14 cannot read.
#if __clang_major__ >= 20
#define fetch_add(p, n)                                                                            \
    ({                                                                                             \
        u64 _f = (n);                                                                              \
        asm volatile("%0 = atomic_fetch_add((u64 *)(%1 + 0), %0)" : "+r"(_f) : "r"(p) : "memory"); \
        _f;                                                                                        \
    })
#else
#define fetch_add(p, n) __sync_fetch_and_add(p, n)
#endif

// The same, in order with the loads and stores around it. Its result must be used: otherwise clang
// before 20 makes an atomic without order of it (STADD on aarch64).
#define fetch_add_ordered(p, n)                \
    ({                                         \
        u64 _o = fetch_add(p, n);              \
        asm volatile("" ::"r"(_o) : "memory"); \
        _o;                                    \
    })

// Keeps loads and stores on their side of it. x86 itself keeps the order that the compiler gives;
// elsewhere an atomic does.
#ifdef PITOT_X86
#define barrier() asm volatile("" ::: "memory")
#else
#define barrier()                  \
    ({                             \
        u64 _z = 0;                \
        fetch_add_ordered(&_z, 1); \
    })
#endif

#endif
