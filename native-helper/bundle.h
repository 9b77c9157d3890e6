// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// A bundle: maps and programs that are compiled for one kernel. Its format is that of
// dev.pitot.bundle.BundleCodec; the key is the SHA-256 of the kernel's /sys/kernel/notes.
#ifndef PITOT_BUNDLE_H
#define PITOT_BUNDLE_H

#include "protocol.h"

#include <stddef.h>
#include <stdint.h>

#define MAX_NAME         64
#define MAX_BUNDLE_BYTES (16u << 20)

// Only root can have written below here.
#ifndef BUNDLES
#define BUNDLES "/var/lib/pitot/bundles"
#endif

struct map_spec {
    char name[MAX_NAME + 1];
    uint32_t type;
    uint32_t key_size;
    uint32_t value_size;
    uint32_t entries;
    uint32_t flags;
};

struct program_spec {
    char name[MAX_NAME + 1];
    uint32_t attach_type;        // BTF id of what it attaches to; 0: none
    uint32_t count;              // of instructions, 8 bytes each
    const uint8_t *instructions; // in the bundle's bytes; may not be aligned
};

struct bundle {
    uint8_t key[HASH_BYTES];
    uint32_t maps;
    uint32_t programs;
    struct map_spec map[MAX_MAPS];
    struct program_spec program[MAX_PROGRAMS];
};

// Reads bytes, of which nothing is trusted. Returns 0, or -1 if they are not a bundle.
int bundle_parse(struct bundle *b, const uint8_t *bytes, size_t length);

// Opens and reads the bundle whose file has this hash, and which is for the running kernel. `b`
// refers to memory that stays. On failure sets `error` to an errno or 0.
enum step bundle_open(struct bundle *b, const uint8_t *hash, int *error);

#endif
