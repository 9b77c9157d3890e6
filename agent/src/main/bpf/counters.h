// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What the programs count of themselves and user space reads: losses, and their own run time.
#ifndef PITOT_COUNTERS_H
#define PITOT_COUNTERS_H

#include "records.h"

// Counted for each type of record; type 0: it is not known which.
enum {
    COUNT_RECORDS,    // submitted
    COUNT_LOST,       // found the ring buffer full
    COUNT_END_ONLY,   // an end whose begin was not seen
    COUNT_BEGIN_ONLY, // a begin whose end never came
    COUNT_TOO_DEEP,   // a begin on a full stack
    COUNT_NO_ACCOUNT, // no memory for a thread's account or stack
    COUNT_TORN,       // an account that could not be read in one piece
    COUNT_MAP_FULL,   // no room for a block request, a histogram or a GC worker
    COUNT_THROTTLED,  // more records than the recordings' `throttle` lets through
    COUNTS,
};

// Behind them, each on a cache line of its own: the bytes that went into the ring buffer, and the
// bytes that its reader says it has taken.
#define PRODUCED (COUNTS * RECORD_TYPES)
#define CONSUMED (PRODUCED + 8)
#define COUNTERS (CONSUMED + 8)

// The programs that can time their own runs. The others run seldom.
enum {
    RUN_HOTSPOT,
    RUN_SCHED_SWITCH,
    RUN_SCHED_WAKEUP,
    RUN_SCHED_WAKING,
    RUN_PAGE_FAULT_USER,
    RUN_PAGE_FAULT_KERNEL,
    RUN_BLOCK_IO_START,
    RUN_BLOCK_RQ_ISSUE,
    RUN_BLOCK_IO_DONE,
    RUN_BLOCK_BIO_QUEUE,
    RUN_BLOCK_BIO_COMPLETE,
    RUNS,
};

struct run {
    u64 count;
    u64 nanos;
};

#endif
