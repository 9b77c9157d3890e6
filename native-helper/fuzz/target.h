// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What libFuzzer calls.
#ifndef PITOT_FUZZ_TARGET_H
#define PITOT_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
