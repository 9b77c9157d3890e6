// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// SHA-256 (FIPS 180-4). The helper needs no more of a crypto library than this.
#ifndef PITOT_SHA256_H
#define PITOT_SHA256_H

#include <stddef.h>
#include <stdint.h>

// Writes the hash, 32 bytes.
void sha256(const uint8_t *bytes, size_t length, uint8_t *hash);

#endif
