// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What needs no kernel: the hash, the reader of bundles, the reader of libraries. Built with the
// sanitizers; each input lies in memory of exactly its size.

#include "../bundle.h"
#include "../library.h"
#include "../sha256.h"
#include "bundles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHECK(what) check((what), #what, __LINE__)

static int failures;

static void check(int is_true, const char *what, int line) {
    if (!is_true) {
        printf("unit.c:%d: not so: %s\n", line, what);
        failures++;
    }
}

// ---- SHA-256, vectors of FIPS 180-4 and of lengths around a block ----

static void is_hash(const char *text, size_t repeated, const char *expected) {
    uint8_t hash[HASH_BYTES];
    char digits[2UL * HASH_BYTES + 1];
    size_t length = strlen(text) * repeated;
    uint8_t *bytes = malloc(length + 1);
    for (size_t i = 0; bytes && i < length; i++)
        bytes[i] = (uint8_t)text[i % strlen(text)];
    sha256(bytes, length, hash);
    for (size_t i = 0; i < HASH_BYTES; i++)
        snprintf(digits + 2 * i, 3, "%02x", hash[i]);
    CHECK(strcmp(digits, expected) == 0);
    free(bytes);
}

static void hashes(void) {
    is_hash("a", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    is_hash("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    is_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    is_hash("a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    is_hash("a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    is_hash("a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    is_hash("a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

// ---- bundles ----

static int parse(const uint8_t *bytes, size_t length) {
    static struct bundle b;
    uint8_t *exact = malloc(length ? length : 1);
    memcpy(exact, bytes, length);
    int result = bundle_parse(&b, exact, length);
    free(exact);
    return result;
}

static void good_bundle(void) {
    static struct bundle b;
    struct made_bundle made;
    make_bundle(&made, (struct targets){.tracepoint = 11, .walk = 12});
    CHECK(bundle_parse(&b, made.bytes, made.length) == 0);
    CHECK(b.maps == MAPS && b.programs == PROGRAMS);
    CHECK(strcmp(b.map[RING].name, "ring") == 0 && b.map[RING].entries == 4096);
    CHECK(strcmp(b.program[WALK].name, "iter__hostile") == 0);
    CHECK(b.program[WALK].attach_type == 12 && b.program[WALK].count == 2);
    CHECK(b.program[WALK].instructions[8] == 0x95); // exit
}

static void damaged_bundles(void) {
    struct made_bundle made;
    make_bundle(&made, (struct targets){.tracepoint = 11, .walk = 12});
    for (size_t length = 0; length < made.length; length++)
        CHECK(parse(made.bytes, length) != 0);
    memset(made.bytes + made.length, 0, 64);
    for (size_t more = 1; more < 64; more++)
        CHECK(parse(made.bytes, made.length + more) != 0);
    for (size_t i = 0; i < made.length; i++) { // no sanitizer may complain
        uint8_t byte = made.bytes[i];
        for (int value = 0; value < 256; value++) {
            made.bytes[i] = (uint8_t)value;
            parse(made.bytes, made.length);
        }
        made.bytes[i] = byte;
    }
}

static void numbers_out_of_range(void) {
    enum {
        VERSION = 8,
        MAP_COUNT = 44,
        PROGRAM_COUNT = 46,
        NAME_LENGTH = 48,
        NAME = 49
    };
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {{0, 'p'},
                 {VERSION, 2},
                 {MAP_COUNT, MAX_MAPS + 1},
                 {PROGRAM_COUNT, MAX_PROGRAMS + 1},
                 {MAP_COUNT + 1, 1},
                 {NAME_LENGTH, 0},
                 {NAME_LENGTH, MAX_NAME + 1},
                 {NAME, '/'},
                 {NAME, 0},
                 {NAME, 0xff}};
    struct made_bundle made;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        make_bundle(&made, (struct targets){0});
        made.bytes[wrong[i].at] = wrong[i].value;
        CHECK(parse(made.bytes, made.length) != 0);
    }
}

// ---- libraries ----

static int is_libjvm(const uint8_t *bytes, size_t length) {
    int file = memfd_create("library", MFD_CLOEXEC);
    int is_written = write(file, bytes, length) == (ssize_t)length;
    int result = is_written ? library_is_libjvm(file) : -1;
    close(file);
    return result == 0;
}

// Cuts a library off at each length, and changes each byte of what is read of it.
static void libraries(const char *libjvm, const char *other) {
    static uint8_t bytes[1 << 16];
    int file = open(other, O_RDONLY | O_CLOEXEC);
    CHECK(file >= 0 && library_is_libjvm(file) != 0);
    close(file);
    file = open(libjvm, O_RDONLY | O_CLOEXEC);
    ssize_t length = read(file, bytes, sizeof(bytes));
    close(file);
    CHECK(length > 0 && length < (ssize_t)sizeof(bytes) && is_libjvm(bytes, (size_t)length));
    for (size_t cut = 0; cut < 1024; cut++)
        CHECK(!is_libjvm(bytes, cut));
    for (size_t i = 0; i < 1024; i++) {
        bytes[i] ^= 0xff;
        is_libjvm(bytes, (size_t)length);
        bytes[i] ^= 0xff;
    }
}

int main(int count, char **arguments) {
    hashes();
    good_bundle();
    damaged_bundles();
    numbers_out_of_range();
    CHECK(count == 3);
    if (count == 3)
        libraries(arguments[1], arguments[2]);
    puts(failures ? "unit: FAILED" : "unit: ok");
    return failures != 0;
}
