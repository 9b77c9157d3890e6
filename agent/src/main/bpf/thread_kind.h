// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What kind of thread HotSpot's names say.
//
// The kernel keeps 15 characters of a thread's name and puts zeros behind them. Here a name is two
// numbers, as x86-64 and aarch64 load them.
#ifndef PITOT_THREAD_KIND_H
#define PITOT_THREAD_KIND_H

#include "records.h"

struct thread_name {
    u64 head;
    u64 tail;
};

// The first n bytes of 8.
#define first_bytes(word, n) ((word) & (~0ULL >> (64 - 8 * (n))))

// "GC Thread#", "Shenandoah GC T", "ZWorker": those that HotSpot counts as workers of a pause.
static __always_inline int is_gc_worker_name(struct thread_name n) {
    return (n.head == 0x6165726854204347ULL && first_bytes(n.tail, 2) == 0x2364)
           || first_bytes(n.head, 7) == 0x72656b726f575aULL
           || (n.head == 0x6f646e616e656853ULL && n.tail == 0x54204347206861ULL);
}

// "G1 Conc#", "G1 Refine#", "G1 Service", "G1 Main Marker", "Shenandoah Cont", "Shenandoah Unco",
// "ZDriverM", "ZDirector"
static __always_inline int is_gc_name(struct thread_name n) {
    return is_gc_worker_name(n) || n.head == 0x23636e6f43203147ULL
           || (n.head == 0x6e69666552203147ULL && first_bytes(n.tail, 2) == 0x2365)
           || (n.head == 0x6976726553203147ULL && n.tail == 0x6563)
           || (n.head == 0x206e69614d203147ULL && n.tail == 0x72656b72614dULL)
           || (n.head == 0x6f646e616e656853ULL
               && (n.tail == 0x746e6f43206861ULL || n.tail == 0x6f636e55206861ULL))
           || n.head == 0x4d7265766972445aULL || n.head == 0x6f7463657269445aULL;
}

// "C1 CompilerThre", "C2 CompilerThre"
static __always_inline int is_compiler_name(struct thread_name n) {
    return (n.head == 0x69706d6f43203143ULL || n.head == 0x69706d6f43203243ULL)
           && n.tail == 0x6572685472656cULL;
}

// "VM Thread", "VM Periodic Tas"
static __always_inline int is_vm_name(struct thread_name n) {
    return (n.head == 0x6165726854204d56ULL && n.tail == 0x64)
           || (n.head == 0x6f69726550204d56ULL && n.tail == 0x73615420636964ULL);
}

static __always_inline u8 kind_of_name(struct thread_name n) {
    return is_gc_name(n)         ? KIND_GC
           : is_compiler_name(n) ? KIND_COMPILER
           : is_vm_name(n)       ? KIND_VM
                                 : KIND_JAVA;
}

#endif
