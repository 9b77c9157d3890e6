// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What the caller has asked for so far, and what may follow.
#ifndef PITOT_SESSION_H
#define PITOT_SESSION_H

#include "protocol.h"

#define NOTHING (-1) // no descriptor

// A request, its answer, and the descriptors beside them.
struct exchange {
    struct request request;
    struct answer answer;
    int received;         // the library, or NOTHING
    int passed[MAX_MAPS]; // as many as the answer says
    int is_kept;          // the helper itself needs what it passes
};

void session_begin(int is_entitled);

// Does what the request asks for.
enum step session_serve(struct exchange *x);

// Gives up all privileges. Returns 0 or an errno.
int session_seal(void);

int session_is_sealed(void);

#endif
