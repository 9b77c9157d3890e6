// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The maps, and who may come between two instructions of a program that uses them. The maps of
// block requests are in block_follow.h.
//
// Tracepoints (tp__*) run with preemption disabled. On a CPU one program of a kind runs at a time:
// the kernel skips a program that would interrupt itself, and counts that (`active` and
// recursion_misses, __bpf_trace_run in kernel/trace/bpf_trace.c). Pitot reports it as a DataLoss.
// With CONFIG_PREEMPT_RT and tracepoint_guard() tracepoints are preempted, and the kernel skips
// others of the kind, too. Interrupts bring other tracepoints: block_io_done and sched_waking come
// into any program, sched_switch into none that runs under the run-queue lock.
//
// The program at libjvm's sites (uprobe__hotspot) may be preempted, since Linux 6.0 (8c7dcb84e3b7),
// on a kernel that preempts at all. Its CPU then runs it for another thread. From 6.13 on
// (a76ab5731e32) its stack is the CPU's and not the thread's, so the other thread would overwrite
// it. Hence it runs between two calls that disable preemption (preempt.h), which the kernel has
// since 6.10. Where the kernel has private stacks without these, Pitot leaves the program out
// (dev.pitot.fit.Unpreempted). From 6.0 to 6.9 it is preempted on its thread's own stack.
//
// The walk over tasks (iter__task) may be preempted, on its thread's own stack.
//
// So each map has to bear three things. Other CPUs use it. Another program uses it in an interrupt.
// A thread is preempted in the middle: sched_switch then changes the thread's account, and other
// threads run the program at libjvm's sites on this CPU.
//
//   near and       The task's run-queue lock covers each change. A reader takes its copy again if
//   accounts       `seq` has changed; a preempted thread's own switch changes it. What a reader
//                  notes (reported_until, woken_at, on_cpu_at) counts only if it is later than what
//                  is booked. The thread itself adds the bytes and requests. Only who has won
//                  `slot_refs` makes an account in a slot.
//   stacks         Belongs to one thread; only its own hits change it. Until 6.1 the kernel refuses
//                  task storage while another program is at it on this CPU: a hit without a stack
//                  is counted, and none of the thread's frames is trusted after it (hit_missed).
//   config, sites  Only user space writes them.
//   and blank*
//   kinds          The kernel's lock covers it.
//   process        An atomic gives out the slots. `reader_woken_at`: at worst the reader is woken
//                  up once more.
//   gc_workers     A worker's times are its account's, change with it and are read by `seq`.
//                  `begin` and `end` belong to the one collection there is.
//   span_slots     An atomic gives out the slots. Only the thread itself and its switches change a
//                  slot, and only the thread reads it: `seq` shows a switch in between.
//   span_words     Java code writes them; what is there may be anything. A thread's word is read
//                  in that thread's programs only.
//   limits         An atomic counts. At the turn of a window two CPUs may begin it: some more
//                  records get through.
//   clocks         Per CPU. Only sched_switch writes it, which nothing interrupts. Others read it
//                  between two looks at `seq`.
//   cpu_histograms Per CPU. Only sched_switch writes them.
//   and cpu_stints
//   cpu_ended      Per CPU. Both programs at sched_switch write it, one after the other.
//   runs, hits     Atomics. Two are per CPU, only so that CPUs do not share a cache line.
//   and counters
//   io_histograms  Atomics. One of those who try inserts a new one.
//   and keyed_histograms
//   requests       Who makes a request writes its entry, then who issues it, then who ends it, in
//                  this order. Who queues a bio writes its entry, then who ends it. The maker of a
//                  bio may take it away: he makes a request below, before the bio can end.
//   dirty          The kernel's lock covers it. last_written: a mixture of two files' entries
//                  equals neither, and is looked up in `dirty`.
//   ring           One program reserves and submits in one run, under the kernel's lock.
#ifndef PITOT_MAPS_H
#define PITOT_MAPS_H

#include "config.h"
#include "counters.h"
#include "limits.h"
#include "records.h"
#include "state.h"

// Accounts in slots. BPF_F_MMAPABLE puts the value at the begin of a page.
BPF_F_TABLE("array", int, struct account_slots, near, 1, BPF_F_MMAPABLE);
BPF_TASK_STORAGE(accounts, struct account);
BPF_TASK_STORAGE(stacks, struct stack);
// KIND_* of the threads whose kind user space knows, by their ids in the JVM's PID namespace.
BPF_TABLE("hash", u32, u32, kinds, MAX_KINDS);
BPF_ARRAY(config, struct config, 1);
BPF_ARRAY(process, struct process, 1);
BPF_ARRAY(sites, struct sites, 1);
BPF_ARRAY(gc_workers, struct gc_workers, 1);
// What Java code reads, and what it writes.
BPF_F_TABLE("array", int, struct span_slots, span_slots, 1, BPF_F_MMAPABLE);
BPF_F_TABLE("array", int, struct span_words, span_words, 1, BPF_F_MMAPABLE);
BPF_ARRAY(limits, struct limit, RECORD_TYPES);
BPF_PERCPU_ARRAY(clocks, struct clock, 1);
BPF_PERCPU_ARRAY(cpu_stints, struct stints, 1);
BPF_PERCPU_ARRAY(runs, struct run, RUNS);
// Hits of the probes in libjvm, by what they serve.
BPF_PERCPU_ARRAY(hits, u64, RECORD_TYPES);
BPF_PERCPU_ARRAY(cpu_histograms, struct thread_histograms, 1);
BPF_TABLE("hash", struct io_key, struct histogram, io_histograms, MAX_IO_HISTOGRAMS);
BPF_TABLE("hash", struct histogram_key, struct histogram, keyed_histograms, MAX_KEYED);
BPF_PERCPU_ARRAY(cpu_ended, struct ended_by_switch, 1);
// A new histogram is copied from this one, which is too large for the stack.
BPF_ARRAY(blank_histogram, struct histogram, 1);
BPF_F_TABLE("array", int, u64, counters, COUNTERS, BPF_F_MMAPABLE);
BPF_RINGBUF_OUTPUT(ring, 512);

#endif
