// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What all programs use: the maps with one value, the process they are for, the counters.
#ifndef PITOT_HELPERS_H
#define PITOT_HELPERS_H

#include "counters.h"
#include "kernel.h"
#include "maps.h"

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
#define is_ours(task) (LOAD_U32(task, T_TGID) == TGID)

// Counts one COUNT_* for a type of record.
static __always_inline void count_one(u32 what, u32 type) {
    int index = what * RECORD_TYPES + type;
    u64 *counter = counters.lookup(&index);
    if (counter)
        __sync_fetch_and_add(counter, 1);
}

#endif
