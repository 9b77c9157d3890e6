// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// bpf(2), as the helper uses it. Each function returns a descriptor, or 0, or a negative errno.
#ifndef PITOT_KERNEL_H
#define PITOT_KERNEL_H

#include "bundle.h"

#include <sys/types.h>

// What the loader puts into the programs.
struct constants {
    uint64_t process; // TGID_PLACE: the process's id in the initial PID namespace
    uint64_t start;   // START_PLACE: when it was started, in ns, cut to 10 ms
    uint64_t exec_id; // EXEC_PLACE: how often it had executed a program
    uint64_t timing;  // TIMING_PLACE
};

// Makes a map. `entries` 0: as many as it says.
int kernel_map(const struct map_spec *m, uint32_t entries);

// Loads a program. `maps` has the maps' descriptors, in the bundle's order. If the verifier refuses
// the program, `log` gets the end of what it says.
int kernel_load(const struct program_spec *p, const int *maps, uint32_t map_count,
                const struct constants *constants, char *log);

int kernel_attach_tracepoint(int program);

// Attaches an iterator over the tasks of one process.
int kernel_attach_iterator(int program, pid_t process);

// Attaches a program to sites of a file, in one process.
int kernel_attach_sites(int program, int library, pid_t process, const struct request *q);

// Runs a program on the helper itself. Returns 0 and its result, or a negative errno.
int kernel_run(int program, uint32_t *result);

int kernel_statistics(int program, struct answer *a);

// Empties a hash.
int kernel_clear(int map, uint32_t key_size, uint32_t entries);

#endif
