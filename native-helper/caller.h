// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Whom the helper serves: the process that started it.
#ifndef PITOT_CALLER_H
#define PITOT_CALLER_H

#include "protocol.h"

#include <sys/types.h>

#define SOCKET 0 // standard input

// Finds out who asks, and when that process was started: ns since the machine was, cut to 10 ms. On
// failure sets `error` to an errno or 0.
enum step caller_know(pid_t *caller, uint64_t *start, int *error);

// Whether it is still there. If so, its id has meant this process all the time.
int caller_is_there(pid_t caller);

// Sets how long the helper waits for the caller: SO_RCVTIMEO, SO_SNDTIMEO; 0: for ever.
int caller_may_wait(int option, int seconds);

#endif
