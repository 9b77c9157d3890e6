// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Fuzz target: the reader of libraries.

#include "../library.h"

#include "target.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int file;

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    file = memfd_create("library", MFD_CLOEXEC);
    return file < 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes, length, 0) != (ssize_t)length)
        abort();
    library_is_libjvm(file);
    return 0;
}
