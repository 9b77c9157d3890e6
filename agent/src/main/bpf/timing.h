// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The programs time their own runs, where the kernel may not be asked to.
#ifndef PITOT_TIMING_H
#define PITOT_TIMING_H

#include "helpers.h"
#include "verifier.h"

// Whether the programs time their runs when config.timed says so. User space writes 1 or 0 into the
// instructions, in the place of this number. With 0, where the kernel keeps statistics for this
// process, the verifier takes all of the timing out.
#define TIMING_PLACE 0x7069746f74696d65
#define TIMING                                            \
    ({                                                    \
        u64 _t;                                           \
        asm("%0 = %1 ll" : "=r"(_t) : "i"(TIMING_PLACE)); \
        _t;                                               \
    })

// When a run begins; 0: it is not timed.
static __always_inline u64 run_begin(void) {
    if (!TIMING)
        return 0;
    struct config *c = get_config();
    if (!c)
        return 0;
    return c->timed ? bpf_ktime_get_ns() : opaque_zero(c);
}

static __always_inline void run_end(int program, u64 begin) {
    if (!begin)
        return;
    struct run *r = runs.lookup(&program);
    if (!r)
        return;
    __sync_fetch_and_add(&r->count, 1);
    __sync_fetch_and_add(&r->nanos, bpf_ktime_get_ns() - begin);
}

#endif
