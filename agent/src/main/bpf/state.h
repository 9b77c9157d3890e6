// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What the programs remember from one run to the next. maps.h says who may change what, and when.
#ifndef PITOT_STATE_H
#define PITOT_STATE_H

#include "limits.h"
#include "records.h"

// ---- threads ----

// How a thread last left the CPU: preempted, or into a sleep. SLEEP_WOKEN is a bit beside these: it
// is known who ended the sleep.
enum {
    SLEEP_NONE,
    SLEEP_IO,
    SLEEP_OTHER,
    SLEEP_WOKEN = 4,
};

// The account of one thread; account.h says what changes it.
//
// Task storage puts a value 8 bytes behind the begin of a cache line
// (include/linux/bpf_local_storage.h). What each switch needs is in the first two lines: when a
// thread has slept, they have to come from memory.
struct account {
    u32 seq; // odd while the account is being changed
    u8 state;
    u8 kind;    // KIND_*
    u8 watched; // 0: no; HAS_SPANS; else it is a GC worker: its slot in gc_workers, plus one
    u8 sleep;   // SLEEP_*, of when it last left the CPU
    u32 tid;    // 0: the account is being made, and nobody may touch it
    u32 owner;  // of an account in a slot: the task's id in the initial PID namespace; 0: free
    u64 state_since;
    u64 time[PARTS];

    // The second cache line.
    u64 switched_out_at; // when it last left the CPU; 0: not seen
    u64 reported_until;  // until when a reader was told what the thread did
    // What a reader was told before it is booked: when the thread was woken, and when it got a CPU.
    // Each counts only if it is later than `state_since`.
    u64 woken_at;
    u64 on_cpu_at;
    u64 last_arrival; // sched_info.last_arrival when it last left the CPU
    u64 run_delay;    // sched_info.run_delay then
    u64 fault_at;     // when the page fault began that is being handled; 0: none
    char waker_comm[COMM];

    // The rest.
    u64 fault_address;
    u64 fault_maj_flt; // task_struct.maj_flt at `fault_at`
    u32 fault_phase;
    u32 waker_tid;               // with SLEEP_WOKEN
    struct span_name fault_span; // that the thread was in at `fault_at`
    struct span_name last_span;  // that it was in when it last left the CPU
    struct io_totals disk;
    u64 last_report_at;          // the end of the last window of THREAD_CPU
    struct snapshot last_report; // and the totals then
    u64 hit_missed;              // a hit found no stack: no frame on the stack can be trusted
    u64 outer_bio;               // see block.c
    u64 name_is_hotspots;        // HotSpot gave the thread its name, so the name says its kind
    u64 span_slot;               // with HAS_SPANS: in span_slots
    u64 slot_refs;               // of an account in a slot; above 0: the slot is taken
};

#define HAS_SPANS 0xff // in `watched`

// Most accounts are in the slot that the task's id says. Arithmetic finds them, where task storage
// takes a call and two cache lines more, half of what a switch costs. A thread whose slot is taken
// has its account in task storage.
struct account_slots {
    struct account slot[ACCOUNT_SLOTS];
};

// A phase that has begun.
struct frame {
    u64 start;
    u64 sp;     // user stack pointer at the probe
    u64 symbol; // CLASS_LOAD: Symbol* of the name; 0: not known yet
    u64 name;   // CLASS_LOAD: once the class is there, the name's bytes; else 0
    u64 name_size;
    u64 value[2];
    struct snapshot begin;
};

// The phases that a thread is in.
struct stack {
    u32 depth;
    u32 tag[MAX_DEPTH];
    u8 overflow[PHASES]; // begins that found the stack full
    u8 pad[2];
    u32 last_batch; // the last hit: the batch of links, the site, the stack pointer
    u32 last_site;
    u32 left_in; // the phase at `left_at`
    u64 left_at; // when the thread left the CPU, while there are histograms by phase
    u64 last_sp;
    u64 regs[REGS_MASK + 1]; // the user registers at this probe, to be read by number
    // A loop's result: through memory, so that the verifier does not follow each way out of the
    // loop.
    volatile u64 scratch;
    struct frame frames[MAX_DEPTH];
};

// ---- GC workers ----

// A copy of a GC worker's account, where another thread can walk over all of them.
struct gc_worker {
    u32 seq;
    u32 state;
    u64 state_since;
    u64 time[PARTS];
    u64 begin[PARTS]; // the totals at gc__begin
    u64 end[PARTS];   // the totals at gc__end
};

// One value, so that a walk needs no lookup for each worker.
struct gc_workers {
    struct gc_worker worker[MAX_GC_WORKERS];
};

struct process {
    u64 gc_workers;      // slots used in gc_workers
    u64 reader_woken_at; // for a thread that started
    // By the task's id: it may be a GC worker. The account itself would have to come from memory.
    u8 maybe_gc[ACCOUNT_SLOTS];
    u32 maybe_spans[ACCOUNT_SLOTS]; // likewise: how many threads with such an id have spans
};

// ---- spans ----

// What Java code reads of its own thread's account, without a system call.
//
// A thread that reads its slot runs. So the slot has what changes while the thread does not run, as
// of when it last got its CPU. The time on a CPU is what remains.
//
// A switch may go untraced. If it was to the thread, the slot lacks a wait until it is refreshed, or
// the thread leaves its CPU. What was read meanwhile is wrong, and `stale` tells of it. If it was
// from the thread, a wait counts as running, and `lost` tells of it.
struct span_slot {
    u32 seq;  // odd while the times are being changed
    u32 tid;  // in the JVM's own PID namespace
    u64 refs; // above 0: a thread has it
    u64 run_queue;
    u64 io_wait;
    u64 blocked;
    struct io_totals disk; // changed by the thread itself, in its system calls and faults
    u64 voluntary;
    u64 involuntary;
    u64 migrations;
    u64 arrived;                     // when the thread got its CPU, as far as the slot knows
    u64 stale;                       // times that the thread read while the slot lacked a wait
    u64 stale_since[STALE_READINGS]; // the ends of the last waits that were lacking, in turn
    u64 lost; // times that the thread left its CPU unseen: some of its waits count as running
    u64 pad;
};

struct span_slots {
    struct span_slot slot[MAX_SPAN_THREADS];
};

// What Java code says. Each thread has a cache line.
struct span_word {
    u64 told_until; // the time until which the thread has read its slot
    // The span that the thread is in. The low two bits say which id it has: 1 or 2; 0: it is in
    // none. From bit 16 on is its method, from bit 48 on the settings that it began under.
    u64 current;
    u64 id[2];
    u64 pad[4];
};

struct span_words {
    struct span_word word[MAX_SPAN_THREADS];
    u64 settings; // a span under other settings counts no more; 0: none counts
};

// ---- CPUs ----

// What a CPU's scheduler clock is behind CLOCK_MONOTONIC. The scheduler reads its clock some time
// before the tracepoint, mostly a microsecond, but sometimes fifty: the least difference in a
// window is the nearest.
struct clock {
    u64 offset;         // add it to the scheduler's clock
    u64 least;          // the least difference in the present window
    u64 window_start;   // 0: there was no window yet
    u64 compared_at;    // by the scheduler's clock; 0: compare at the next switch
    u64 last_on_cpu_at; // when a thread of this JVM last got this CPU
    u64 last_offset;    // `offset` at the last switch from or to such a thread
};

// A stint: one task had the CPU without a break, as far as it is seen, which is at the switches of
// this JVM's threads. Of several others between two of these the last is remembered.
struct stint {
    u64 end;
    u64 who; // a thread of this JVM: the task's id with STINT_OURS; else its process's id; 0: idle
    u32 tid; // as in a record
    u32 pad;
    char comm[COMM]; // of another process
};
#define STINT_OURS (1ULL << 32)

struct stints {
    u64 count;
    // A wait in the run queue that is to be a record at the end of this switch.
    u64 wait_start;
    u64 wait_end; // 0: there is none
    struct stint stint[STINTS];
};

// ---- histograms ----

// Slots are powers of two, as BCC's bpf_log2l makes them, of whole microseconds or milliseconds.
enum {
    HISTOGRAM_BLOCK_IO,
    HISTOGRAM_ON_CPU,
    HISTOGRAM_OFF_CPU,
    HISTOGRAM_RUN_QUEUE,
    HISTOGRAMS,
};

enum {
    MICROS,
    MILLIS,
    UNITS,
};

struct slot {
    u64 count;
    u64 total; // ns
};

struct histogram {
    struct slot slots[SLOTS];
};

// The histograms of threads: a row for each kind of thread, unit and measure. They are one value,
// so that one lookup finds all. In this order the rows of a Java thread's switch are on one page.
#define MEASURES 3 // HISTOGRAM_ON_CPU and on

// At least KINDS * UNITS * MEASURES * SLOTS: a power of two, and as much as a per-CPU value may
// have.
#define THREAD_SLOTS 2048

struct thread_histograms {
    struct slot slots[THREAD_SLOTS];
};

// Histograms of one span, phase or thread each, which only live commands ask for.
enum {
    BY_SPAN,
    BY_PHASE,
    BY_THREAD,
    BYS,
};

struct histogram_key {
    u64 what; // of a span: its number with KEY_IS_SPAN; else a phase, or a thread's id; 0: none
    u8 by;
    u8 histogram;
    u8 unit;
    u8 queued; // HISTOGRAM_BLOCK_IO: with the time in the queue
    u32 pad;
};

#define KEY_IS_SPAN (1ULL << 32)
#define NOT_KNOWN   (~1ULL)
#define REST        (~0ULL) // user space makes it: of all for which there is no room

// What a switch ended of a thread, for the program that adds it to the histograms with keys. The
// numbers of places are powers of two.
struct ended {
    u64 id;           // the task's; 0: nothing is to be added
    u64 is_late;      // the time off the CPU ended before this switch
    u64 left_at;      // when that began
    u64 leaves_at;    // the thread leaves the CPU now
    u64 nanos[4];     // by measure
    u64 times[4];     // 0: there was none; else 1
    u64 waited_in[4]; // by BY_*: where the time off the CPU began
    u64 ran_in[4];    // where the time on the CPU ended
};

struct ended_by_switch {
    struct ended of_prev;
    struct ended of_next;
};

struct io_key {
    char disk[DISK];
    u8 operation; // OP_*
    u8 async;
    u8 queued; // with the time in the queue
    u8 unit;
    u32 pad;
};

// ---- limits ----

// How many records of a type there were in the present window.
struct limit {
    u64 window_start;
    u64 records;
};

#endif
