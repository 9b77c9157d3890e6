// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Small bundles, made for the kernel that runs.
#ifndef PITOT_TEST_BUNDLES_H
#define PITOT_TEST_BUNDLES_H

#include "../protocol.h"

#include <stddef.h>

// The programs of a small bundle, by their place.
enum {
    CALL,       // call__hostile: returns the caller's id
    SITES,      // uprobe__hostile
    TRACEPOINT, // tp__hostile, of sched_process_exec
    WALK,       // iter__hostile
    REFUSED,    // tp__refused: the verifier refuses it
    STRANGE,    // not a kind of program that there is
    CALL_START, // call__hostile: returns when the caller was started, the lower half
    CALL_EXEC,  // call__hostile: returns what EXEC_ID_OF returned
    EXEC_ID_OF, // call__parent_exec_id
    PROGRAMS,
};

#define EXEC_ID 77 // what the last one returns

// Its maps. Only these are passed: config, ring.
enum {
    CONFIG,
    MARK,
    RING,
    REQUESTS,
    MAPS,
};

#define MARK_NAME "hostile_mark"

struct made_bundle {
    uint8_t bytes[4096];
    size_t length;
};

// The ids of what the programs attach to, in the kernel's BTF.
struct targets {
    uint32_t tracepoint;
    uint32_t walk;
};

void make_bundle(struct made_bundle *b, struct targets targets);

// Makes it that of another kernel.
void make_foreign(struct made_bundle *b);

#endif
