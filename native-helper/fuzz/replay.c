// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Runs a fuzz target once for each file, without libFuzzer.

#include "target.h"

#include <stdio.h>

#define MOST (1u << 20)

int main(int count, char **files) {
    static uint8_t bytes[MOST];
    if (LLVMFuzzerInitialize(&count, &files) != 0)
        return 1;
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(files[i], "re");
        if (!file)
            return 1;
        size_t length = fread(bytes, 1, MOST, file);
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, length);
    }
    fprintf(stderr, "replay: %s: %d inputs\n", files[0], count - 1);
    return 0;
}
