// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// How programs read the kernel's memory.
//
// libbcc has no CO-RE. What differs between kernels is a number with a define: the offset of a
// member (T_*, RQ_*, ...), a bit, the size of a struct. dev.pitot.fit.KernelLayout reads them
// from the BTF of the kernel.
//
// The programs are compiled once for all kernels, and the numbers are written into the instructions
// when they are loaded. So the compiler must never see a number. It is used in the macros of this
// file only: they make it the operand of one instruction, by assembly.
#ifndef PITOT_KERNEL_H
#define PITOT_KERNEL_H

// A load at a constant offset through a pointer whose BTF type the verifier knows. It is assembly,
// because libbcc's rewriter would turn a dereference into a probe read, at 45 ns each.
#define LOAD(size, p, off)                                                          \
    ({                                                                              \
        u64 _v;                                                                     \
        asm volatile("%0 = *(" #size " *)(%1 + %2)" : "=r"(_v) : "r"(p), "i"(off)); \
        (size) _v;                                                                  \
    })
#define LOAD_U8(p, off)  LOAD(u8, p, off)
#define LOAD_U32(p, off) LOAD(u32, p, off)
#define LOAD_U64(p, off) LOAD(u64, p, off)

// The n-th argument of a BTF-typed tracepoint.
#define ARG(ctx, n) LOAD_U64(ctx, 8 * (n))

// A number of the kernel. The verifier knows it, and so leaves out what is not for this kernel. It
// is volatile: clang would take one instruction for two numbers that are equal.
#define kernel_number(n)                             \
    ({                                               \
        u64 _n;                                      \
        asm volatile("%0 = %1" : "=r"(_n) : "i"(n)); \
        _n;                                          \
    })

// The address of a member.
#define member_of(p, off)                      \
    ({                                         \
        u64 _m = (u64)(p);                     \
        asm("%0 += %1" : "+r"(_m) : "i"(off)); \
        (void *)_m;                            \
    })

// The address of the struct of which this is a member.
#define container_of(p, off)                   \
    ({                                         \
        u64 _c = (u64)(p);                     \
        asm("%0 -= %1" : "+r"(_c) : "i"(off)); \
        (void *)_c;                            \
    })

// The address of an element of an array.
#define element_of(p, index, size)              \
    ({                                          \
        u64 _e = (index);                       \
        asm("%0 *= %1" : "+r"(_e) : "i"(size)); \
        (void *)((u64)(p) + _e);                \
    })

// 1 if the bit with this number is set, else 0.
#define has_bit(v, bit)                         \
    ({                                          \
        u64 _b = (v);                           \
        asm("%0 >>= %1" : "+r"(_b) : "i"(bit)); \
        _b & 1;                                 \
    })

// A load through any other pointer. 0 where it fails.
#define READ(type, from)                                        \
    ({                                                          \
        type _n = 0;                                            \
        bpf_probe_read_kernel(&_n, sizeof(_n), (void *)(from)); \
        _n;                                                     \
    })
#define READ_PTR(p, off) READ(void *, member_of(p, off))
#define READ_U64(p, off) READ(u64, member_of(p, off))
#define READ_U32(p, off) READ(u32, member_of(p, off))

// task_struct.on_cpu has 4 bytes, and 1 since Linux 7.2. It is 0 or 1.
#define is_on_cpu(task) LOAD_U8(task, T_ON_CPU)

#define TASK_DEAD 0x80 // include/linux/sched.h

// What the scheduler itself writes down of a task, by its own clock: when the task got its CPU;
// when it was put into the queue that it is in (0: it is in none); and how long it has waited in
// queues in all, without the present wait. A kernel has all of these or none.
#define has_sched_stamps()      kernel_number(HAS_SCHED_STAMPS)
#define task_last_arrival(task) (has_sched_stamps() ? LOAD_U64(task, T_LAST_ARRIVAL) : 0)
#define task_last_queued(task)  (has_sched_stamps() ? LOAD_U64(task, T_LAST_QUEUED) : 0)
#define task_run_delay(task)    (has_sched_stamps() ? LOAD_U64(task, T_RUN_DELAY) : 0)

// The scheduler's clock, as the scheduler has read it for what it does with the task at this
// moment. The task is in a queue of this CPU, or about to be in one. 0 without the stamps.
static __always_inline u64 runqueue_clock(void *task) {
    if (!has_sched_stamps())
        return 0;
    void *cfs = (void *)LOAD_U64(task, T_CFS_RQ);
    void *rq = (void *)LOAD_U64(cfs, CFS_RQ_RQ);
    return LOAD_U64(rq, RUNQUEUE_CLOCK);
}

static __always_inline int is_in_iowait(void *task) {
    return has_bit(LOAD_U8(task, T_IOWAIT_BYTE), T_IOWAIT_BIT);
}

// The thread's id as the JVM sees it: the number in the innermost PID namespace of the task.
static __always_inline u32 namespace_tid(void *task) {
    // A load through a typed pointer would take 2 ms: the verifier goes through the kernel's whole
    // BTF to see how far it can trust the pointer.
    void *pid = READ_PTR(task, T_THREAD_PID);
    u32 level = READ_U32(pid, PID_LEVEL);
    void *numbers = member_of(pid, PID_NUMBERS);
    return READ_U32(element_of(numbers, level & 31, UPID_SIZE), UPID_NR);
}

#endif
