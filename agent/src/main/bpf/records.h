// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What leaves the kernel: the records in the ring buffer, and those that the task iterator writes.
//
// dev.pitot.record.Layout has the same offsets. The compiler child compares the two with the C
// compiler (Layout.assertions), and LayoutTest compares the numbers.
#ifndef PITOT_RECORDS_H
#define PITOT_RECORDS_H

#include "limits.h"

// What a thread is doing, and the four parts of a bill, in this order. UNKNOWN becomes one of the
// others as soon as the thread is seen.
enum {
    ON_CPU,
    RUN_QUEUE,
    IO_WAIT,
    BLOCKED,
    PARTS,
    UNKNOWN,
};

// What kind of thread it is.
enum {
    KIND_JAVA,
    KIND_GC,
    KIND_COMPILER,
    KIND_VM,
    KIND_OWN, // Pitot's
    KINDS,
};

// Phases of the JVM.
enum {
    NO_PHASE,
    CLASS_LOAD,
    CLASS_INIT,
    COMPILATION,
    GARBAGE_COLLECTION,
    VM_OPERATION,
    SAFEPOINT,
    PARK,
    SLEEP,
    MONITOR_ENTER,
    PHASES,
};

// Types of records. The record of a phase has the number of the phase.
enum {
    BLOCK_IO = 32,
    RUN_QUEUE_WAIT,
    OFF_CPU,
    MAJOR_FAULT,
    THREAD_CPU,
    THREAD_START,
    BLOCK_IO_LATENCY, // histograms: they have no records, but counters and settings as these have
    ON_CPU_TIME,
    OFF_CPU_TIME,
    RUN_QUEUE_LATENCY,
    THREAD_NAME,
    SPAN, // has no records: its thread writes the event
    RECORD_TYPES = 48,
};

struct header {
    u16 type;
    u16 size;
    u32 tid;   // in the JVM's own PID namespace; 0: none
    u64 start; // CLOCK_MONOTONIC, ns
    u64 end;
};

// What a thread asked of block devices. Each kind of request is counted by itself; bytes are
// counted only for the kinds that have them.
struct io_totals {
    u64 reads;
    u64 read_bytes;
    u64 writes;
    u64 write_bytes;
    u64 flushes;
    u64 discards;
    u64 discard_bytes;
    u64 others;
};

// A span as Java code names it: user space knows what the numbers mean.
struct span_name {
    u64 id; // 0: none
    u32 method;
    u32 pad;
};

// The totals of a thread. A bill is the difference of two snapshots.
struct snapshot {
    u64 time[PARTS]; // ns
    struct io_totals disk;
    u64 major_faults;
    u64 minor_faults;
    u64 voluntary; // switches
    u64 involuntary;
    u64 migrations;
};

// The part of a collection's bill that is the GC workers'.
struct gc_bill {
    u64 time[PARTS];
    u64 threads;
    u64 worst_run_queue;
};

struct phase_record {
    struct header h;
    struct snapshot bill;
    struct gc_bill gc;
    u64 value[2];
    u32 text_size[4]; // as the JVM gave them; a size above the room means that the text is cut
    u32 depth;
    u32 pad;
};

// A phase with one text.
struct text_record {
    struct phase_record p;
    char text_0[TEXT_0];
};

// A compilation, with four texts: class, method, signature, compiler.
struct method_record {
    struct phase_record p;
    char text_0[TEXT_0];
    char text_1[TEXT_1];
    char text_2[TEXT_2];
    char text_3[TEXT_3];
};

struct cpu_record {
    struct header h;
    struct snapshot bill;
    u32 kind; // KIND_*
    char comm[COMM];
    u32 ended; // 1: this is the thread's last record
};

// What becomes of a thread's id. Only the order of these records says which of the JVM's threads
// an id means.
enum {
    NAME_NEW,
    NAME_FOUND,
    NAME_CHANGED,
    NAME_ENDED,
};

struct name_record {
    struct header h;
    u32 what; // NAME_*
    u32 pad;
    char comm[COMM];
};

// RUN_QUEUE_WAIT and OFF_CPU. The other is who ran in a RUN_QUEUE_WAIT, and who ended an OFF_CPU.
struct wait_record {
    struct header h;
    u64 run_queue; // ns of the wait in which the thread was runnable
    u32 phase;
    u32 io_wait;
    u32 other_tid; // of the other; 0: it is no thread of this JVM
    u32 pad;
    char other[COMM];      // then the name of its process; empty: nobody, or not known
    u64 other_time;        // RUN_QUEUE_WAIT: ns of the wait in which the other ran
    struct span_name span; // that the thread was in when it left the CPU
};

struct fault_record {
    struct header h;
    u64 address;
    u32 phase;
    u32 pad;
    struct span_name span;
};

struct block_record {
    struct header h;
    u64 issue; // when the driver got it
    u64 sector;
    u64 inode;
    u32 bytes;
    u32 operation; // OP_*
    u32 flags;     // FLAG_*
    u32 phase;
    u32 components; // 0: no name; else 1 and how many parents are filled
    u32 named;      // the programs have looked for the file
    u32 device;     // of the file system, as the kernel has it: 12 bits major, 20 bits minor
    u32 generation; // differs when an inode's number is used again
    u32 cut;        // bit i: parent i is longer than its room
    u32 pad;
    struct span_name span;
    char disk[DISK];
    char name[NAME];
    char parent[PARENTS][PARENT];
};

// What a request is for. The kernel's own numbers (enum req_op of include/linux/blk_types.h) are
// the defines REQ_OP_*, since those of zones have changed.
enum {
    OP_READ,
    OP_WRITE,
    OP_FLUSH,
    OP_DISCARD,
    OP_SECURE_ERASE,
    OP_WRITE_ZEROES,
    OP_ZONE_APPEND,
    OP_ZONE_OPEN,
    OP_ZONE_CLOSE,
    OP_ZONE_FINISH,
    OP_ZONE_RESET,
    OP_ZONE_RESET_ALL,
    OP_OTHER,
};

enum {
    FLAG_ASYNC = 1,
    FLAG_SYNC = 2,
    FLAG_META = 4,
    FLAG_READAHEAD = 8,
    FLAG_FUA = 16,
    FLAG_PREFLUSH = 32,
    FLAG_CUT = 64,
    FLAG_METADATA_FILE = 128,
    FLAG_SWAP = 256,
};

#endif
