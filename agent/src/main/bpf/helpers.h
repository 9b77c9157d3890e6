// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What all programs use: the maps with one value, the process they are for, the counters.
#ifndef PITOT_HELPERS_H
#define PITOT_HELPERS_H

#include "counters.h"
#include "kernel.h"
#include "maps.h"
#include "verifier.h"

static __always_inline struct config *get_config(void) {
    int zero = 0;
    return config.lookup(&zero);
}

static __always_inline struct process *get_process(void) {
    int zero = 0;
    return process.lookup(&zero);
}

static __always_inline struct clock *get_clock(void) {
    int zero = 0;
    return clocks.lookup(&zero);
}

// The process whose threads count, by its id in the initial PID namespace. User space writes the id
// into the instructions when it loads them, in the place of this number. Each program asks for it,
// mostly about a stranger's task, so it must not cost a cache line.
#define TGID_PLACE 0x7069746f74677064
#define TGID                                             \
    ({                                                   \
        u64 _id;                                         \
        asm("%0 = %1 ll" : "=r"(_id) : "i"(TGID_PLACE)); \
        _id;                                             \
    })

// When that process was started, in ns since the machine was, cut to 10 ms; 0: that does not matter.
// The helper writes it here. A caller may keep what it was given longer than it lives, and then its
// id may be that of another process.
#define START_PLACE 0x7069746f74737470
#define START                                             \
    ({                                                    \
        u64 _at;                                          \
        asm("%0 = %1 ll" : "=r"(_at) : "i"(START_PLACE)); \
        _at;                                              \
    })
#define START_TICK 10000000 // ns: what /proc/PID/stat tells

// With START: how often that process, and those that it comes from, had executed a program by then.
// What it executes later may have other rights than it has.
#define EXEC_PLACE 0x7069746f74657863
#define EXEC_ID                                          \
    ({                                                   \
        u64 _id;                                         \
        asm("%0 = %1 ll" : "=r"(_id) : "i"(EXEC_PLACE)); \
        _id;                                             \
    })

// 1 or 0, without a branch: the verifier knows START.
static __always_inline u64 is_ours(void *task) {
    u64 ours = bf_eq(LOAD_U32(task, T_TGID), TGID);
    if (START) {
        u64 started = LOAD_U64((void *)LOAD_U64(task, T_LEADER), T_START);
        ours &= bf_gt(START_TICK, started - START) & bf_eq((u32)LOAD_U64(task, T_EXEC_ID), EXEC_ID);
    }
    return ours;
}

// Counts one COUNT_* for a type of record.
static __always_inline void count_one(u32 what, u32 type) {
    int index = what * RECORD_TYPES + type;
    u64 *counter = counters.lookup(&index);
    if (counter)
        __sync_fetch_and_add(counter, 1);
}

#endif
