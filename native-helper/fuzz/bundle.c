// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Fuzz target: the reader of bundles. What it finds lies within the bytes.

#include "../bundle.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct bundle b;
    if (bundle_parse(&b, bytes, length) != 0)
        return 0;
    if (b.maps > MAX_MAPS || b.programs > MAX_PROGRAMS)
        abort();
    for (uint32_t i = 0; i < b.maps; i++)
        if (strnlen(b.map[i].name, sizeof(b.map[i].name)) > MAX_NAME)
            abort();
    for (uint32_t i = 0; i < b.programs; i++) {
        const struct program_spec *p = &b.program[i];
        size_t size = (size_t)p->count * 8;
        if (p->instructions < bytes || p->instructions > bytes + length
            || size > (size_t)(bytes + length - p->instructions))
            abort();
    }
    return 0;
}
