// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The clock of the programs, for a process that has another one: a time namespace shifts the clocks
// of its processes (time_namespaces(7)).

#include "kernel.h"

// Its argument says how far to shift the time to the right: a program returns 32 bits of it.
int call__clock(void *ctx) {
    return bpf_ktime_get_ns() >> (LOAD_U64(ctx, 0) & 63);
}
