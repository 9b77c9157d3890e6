// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// How programs read the kernel's memory.
//
// libbcc has no CO-RE. Each offset into a kernel struct is a define (T_*, RQ_*, ...) that
// dev.pitot.compiler.KernelLayout reads from the BTF of the kernel.
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

// A load through any other pointer. 0 where it fails.
#define READ(type, from)                                        \
    ({                                                          \
        type _n = 0;                                            \
        bpf_probe_read_kernel(&_n, sizeof(_n), (void *)(from)); \
        _n;                                                     \
    })
#define READ_PTR(from) READ(void *, from)
#define READ_U64(from) READ(u64, from)
#define READ_U32(from) READ(u32, from)

// task_struct.on_cpu has 4 bytes, and 1 since Linux 7.2.
#if T_ON_CPU_SIZE == 1
#define is_on_cpu(task) LOAD_U8(task, T_ON_CPU)
#else
#define is_on_cpu(task) LOAD_U32(task, T_ON_CPU)
#endif

#define TASK_DEAD 0x80 // include/linux/sched.h

// What the scheduler itself writes down of a task, by its own clock: when the task got its CPU;
// when it was put into the queue that it is in (0: it is in none); and how long it has waited in
// queues in all, without the present wait. KernelLayout defines all of these or none.
#ifdef RUNQUEUE_CLOCK
#define HAS_SCHED_STAMPS        1
#define task_last_arrival(task) LOAD_U64(task, T_LAST_ARRIVAL)
#define task_last_queued(task)  LOAD_U64(task, T_LAST_QUEUED)
#define task_run_delay(task)    LOAD_U64(task, T_RUN_DELAY)
#else
#define HAS_SCHED_STAMPS        0
#define task_last_arrival(task) 0
#define task_last_queued(task)  0
#define task_run_delay(task)    0
#endif

// The scheduler's clock, as the scheduler has read it for what it does with the task at this
// moment. The task is in a queue of this CPU, or about to be in one.
#ifdef RUNQUEUE_CLOCK
#define runqueue_clock(task)                           \
    ({                                                 \
        void *_cfs = (void *)LOAD_U64(task, T_CFS_RQ); \
        void *_rq = (void *)LOAD_U64(_cfs, CFS_RQ_RQ); \
        LOAD_U64(_rq, RUNQUEUE_CLOCK);                 \
    })
#else
#define runqueue_clock(task) 0
#endif

static __always_inline int is_in_iowait(void *task) {
    return (LOAD_U8(task, T_IOWAIT_BYTE) & T_IOWAIT_MASK) != 0;
}

// The thread's id as the JVM sees it: the number in the innermost PID namespace of the task.
static __always_inline u32 namespace_tid(void *task) {
    // A load through a typed pointer would take 2 ms: the verifier goes through the kernel's whole
    // BTF to see how far it can trust the pointer.
    void *pid = READ_PTR(task + T_THREAD_PID);
    u32 level = READ_U32(pid + PID_LEVEL);
    return READ_U32(pid + PID_NUMBERS + (level & 31) * UPID_SIZE + UPID_NR);
}

#endif
