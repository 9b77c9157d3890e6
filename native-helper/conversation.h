// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Requests and answers on the socket.
#ifndef PITOT_CONVERSATION_H
#define PITOT_CONVERSATION_H

// Sets how long the caller may be silent. Returns 0, or -1 where there is no socket.
int conversation_begin(void);

// Answers requests until the caller ends.
void converse(void);

#endif
