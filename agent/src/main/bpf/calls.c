// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What a process asks the kernel for by running a program.

#include "kernel.h"

// The clock of the programs, for a process that has another one: a time namespace shifts the clocks
// of its processes (time_namespaces(7)). Its argument says how far to shift the time to the right: a program returns 32 bits of it.
int call__clock(void *ctx) {
    return bpf_ktime_get_ns() >> (LOAD_U64(ctx, 0) & 63);
}

// For the helper: the EXEC_ID of its parent. Nothing else tells it.
int call__parent_exec_id(void *ctx) {
    void *parent = (void *)LOAD_U64((void *)bpf_get_current_task_btf(), T_REAL_PARENT);
    return parent ? LOAD_U64(parent, T_EXEC_ID) : 0;
}
