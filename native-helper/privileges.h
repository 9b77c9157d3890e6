// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What the helper may do, from its first instruction to its last.
#ifndef PITOT_PRIVILEGES_H
#define PITOT_PRIVILEGES_H

// Gives up everything but CAP_BPF and CAP_PERFMON. Returns 0 if the process has these two.
int keep_two_capabilities(void);

// Gives up these two as well, and all system calls but the few that attaching needs.
int give_up_the_rest(void);

#endif
