// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Sizes: of what the maps hold, and of the texts in a record.
#ifndef PITOT_LIMITS_H
#define PITOT_LIMITS_H

// Rows with a star are powers of two: masked_index() takes an index into them.
#define MAX_DEPTH         32    // * phases nested on one thread
#define MAX_SITES         256   // * probe sites of all phases
#define MAX_GC_WORKERS    128   // *
#define MAX_KINDS         1024  // threads whose kind user space tells
#define MAX_REQUESTS      4096  // block requests in flight
#define MAX_DIRTY         16384 // inodes that this JVM has written to
#define MAX_IO_HISTOGRAMS 512   // disk, operation, async, queued, unit
#define MAX_KEYED         1024  // histograms of one span, phase or thread
#define ACCOUNT_SLOTS     1024  // * accounts that are found by arithmetic
#define STALE_READINGS    4     // a power of two; * of which a slot knows since when
#define MAX_SPAN_THREADS  512   // * threads that make spans
#define STINTS            32    // * remembered for each CPU
#define SLOTS             64    // * of a histogram

// The rooms for texts in a record.
#define TEXT_0  256 // class name, operation, thread name
#define TEXT_1  128 // method name
#define TEXT_2  256 // signature
#define TEXT_3  16  // compiler
#define COMM    16  // TASK_COMM_LEN of include/linux/sched.h
#define DISK    32  // DISK_NAME_LEN of include/linux/blkdev.h
#define NAME    256 // a file's own name, whole
#define PARENTS 7   // the file's parent directories, the nearest first
#define PARENT  48

#endif
