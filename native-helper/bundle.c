// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "bundle.h"

#include "sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTES           "/sys/kernel/notes"
#define MAX_NOTES_BYTES (64u << 10)
#define FORMAT_VERSION  1
#define MAX_COUNT       1000000u // of instructions: BPF_COMPLEXITY_LIMIT_INSNS
#define INSTRUCTION     8
#define OTHERS_WRITE    (S_IWGRP | S_IWOTH)

static const char MAGIC[8] = {'P', 'I', 'T', 'O', 'T', 'B', 'N', 'D'};

// ---- the format ----

// The bytes that are still to be read. `bad` once there were too few, or one of them was wrong.
struct reader {
    const uint8_t *at;
    size_t left;
    int bad;
};

static const uint8_t *take(struct reader *r, size_t length) {
    if (r->bad || r->left < length) {
        r->bad = 1;
        return NULL;
    }
    const uint8_t *taken = r->at;
    r->at += length;
    r->left -= length;
    return taken;
}

static uint32_t take_number(struct reader *r, size_t width, uint32_t most) {
    const uint8_t *bytes = take(r, width);
    uint32_t number = 0;
    for (size_t i = 0; bytes && i < width; i++)
        number |= (uint32_t)bytes[i] << (8 * i);
    if (number > most)
        r->bad = 1;
    return r->bad ? 0 : number;
}

static uint32_t take_u32(struct reader *r) {
    return take_number(r, sizeof(uint32_t), UINT32_MAX);
}

static int is_name_character(uint8_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'
           || c == '.';
}

static void take_name(struct reader *r, char *name) {
    uint32_t length = take_number(r, 1, MAX_NAME);
    const uint8_t *bytes = take(r, length);
    if (!bytes || length == 0) {
        r->bad = 1;
        return;
    }
    for (uint32_t i = 0; i < length; i++)
        if (!is_name_character(bytes[i]))
            r->bad = 1;
    memcpy(name, bytes, length);
    name[length] = 0;
}

static void take_map(struct reader *r, struct map_spec *m) {
    take_name(r, m->name);
    m->type = take_u32(r);
    m->key_size = take_u32(r);
    m->value_size = take_u32(r);
    m->entries = take_u32(r);
    m->flags = take_u32(r);
}

static void take_program(struct reader *r, struct program_spec *p) {
    take_name(r, p->name);
    p->attach_type = take_u32(r);
    p->count = take_number(r, sizeof(uint32_t), MAX_COUNT);
    p->instructions = take(r, (size_t)p->count * INSTRUCTION);
    if (p->count == 0)
        r->bad = 1;
}

int bundle_parse(struct bundle *b, const uint8_t *bytes, size_t length) {
    memset(b, 0, sizeof(*b));
    if (length < HASH_BYTES)
        return -1;
    struct reader r = {.at = bytes, .left = length - HASH_BYTES};
    const uint8_t *magic = take(&r, sizeof(MAGIC));
    if (!magic || memcmp(magic, MAGIC, sizeof(MAGIC)) != 0 || take_u32(&r) != FORMAT_VERSION)
        return -1;
    const uint8_t *key = take(&r, HASH_BYTES);
    b->maps = take_number(&r, sizeof(uint16_t), MAX_MAPS);
    b->programs = take_number(&r, sizeof(uint16_t), MAX_PROGRAMS);
    for (uint32_t i = 0; !r.bad && i < b->maps; i++)
        take_map(&r, &b->map[i]);
    for (uint32_t i = 0; !r.bad && i < b->programs; i++)
        take_program(&r, &b->program[i]);
    if (r.bad || !key || r.left != 0)
        return -1;
    memcpy(b->key, key, HASH_BYTES);
    return 0;
}

// ---- the file ----

static int is_roots_alone(const struct stat *s) {
    return s->st_uid == 0 && (s->st_mode & OTHERS_WRITE) == 0;
}

// Opens a folder's folder. It must be root's alone, and no symbolic link.
static int open_folder(int parent, const char *name, int *error) {
    int folder = openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat s;
    if (folder < 0) {
        *error = errno;
        return -1;
    }
    if (fstat(folder, &s) != 0 || !is_roots_alone(&s)) {
        *error = EPERM;
        close(folder);
        return -1;
    }
    return folder;
}

// Walks from / to the folder of the bundles, so that each step is checked and cannot be exchanged.
static int open_bundles(int *error) {
    char path[] = BUNDLES;
    int folder = open_folder(AT_FDCWD, "/", error);
    char *rest = NULL;
    for (char *name = strtok_r(path, "/", &rest); name && folder >= 0;
         name = strtok_r(NULL, "/", &rest)) {
        int next = open_folder(folder, name, error);
        close(folder);
        folder = next;
    }
    return folder;
}

// Reads a file into memory that stays. Returns the length, or -1.
static ssize_t read_all(int file, uint8_t **bytes, size_t most) {
    uint8_t *buffer = malloc(most);
    size_t length = 0;
    ssize_t n = 1;
    while (buffer && n > 0 && length < most) {
        n = read(file, buffer + length, most - length);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n > 0)
            length += (size_t)n;
    }
    if (!buffer || n < 0) {
        int error = buffer ? errno : ENOMEM;
        free(buffer);
        errno = error;
        return -1;
    }
    *bytes = buffer;
    return (ssize_t)length;
}

static void file_name(const uint8_t *hash, char *name) {
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < HASH_BYTES; i++) {
        *name++ = digits[hash[i] >> 4];
        *name++ = digits[hash[i] & 0xf];
    }
    memcpy(name, ".bundle", sizeof(".bundle"));
}

static enum step check_file(int file, size_t *size) {
    struct stat s;
    if (fstat(file, &s) != 0 || !S_ISREG(s.st_mode) || s.st_nlink != 1 || s.st_size < 0
        || s.st_size > MAX_BUNDLE_BYTES)
        return STEP_BUNDLE_FILE;
    *size = (size_t)s.st_size;
    return is_roots_alone(&s) ? STEP_DONE : STEP_BUNDLE_OWNER;
}

// Whether this is the SHA-256 of the running kernel's notes, in which is the id of its build.
static int is_of_this_kernel(const uint8_t *key) {
    uint8_t *notes = NULL;
    uint8_t hash[HASH_BYTES];
    int file = open(NOTES, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t length = read_all(file, &notes, MAX_NOTES_BYTES);
    close(file);
    if (length <= 0)
        return 0;
    sha256(notes, (size_t)length, hash);
    free(notes);
    return memcmp(hash, key, HASH_BYTES) == 0;
}

static enum step parse_file(struct bundle *b, const uint8_t *bytes, size_t size,
                            const uint8_t *hash) {
    uint8_t found[HASH_BYTES];
    sha256(bytes, size, found);
    if (memcmp(found, hash, HASH_BYTES) != 0)
        return STEP_BUNDLE_HASH;
    if (bundle_parse(b, bytes, size) != 0)
        return STEP_BUNDLE_FORMAT;
    return is_of_this_kernel(b->key) ? STEP_DONE : STEP_BUNDLE_KERNEL;
}

static enum step read_bundle(struct bundle *b, int file, const uint8_t *hash, int *error) {
    uint8_t *bytes = NULL;
    size_t size = 0;
    enum step step = check_file(file, &size);
    if (step != STEP_DONE)
        return step;
    ssize_t length = read_all(file, &bytes, size + 1);
    if (length < 0)
        *error = errno;
    step =
        length >= 0 && (size_t)length == size ? parse_file(b, bytes, size, hash) : STEP_BUNDLE_FILE;
    if (step != STEP_DONE) { // nothing is left of what was refused
        memset(b, 0, sizeof(*b));
        free(bytes);
    }
    return step;
}

enum step bundle_open(struct bundle *b, const uint8_t *hash, int *error) {
    char name[2UL * HASH_BYTES + sizeof(".bundle")];
    int folder = open_bundles(error);
    if (folder < 0)
        return *error == ENOENT ? STEP_NO_BUNDLE : STEP_FOLDER;
    file_name(hash, name);
    // Not blocked by a FIFO of that name.
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int failure = errno;
    close(folder);
    if (file < 0) {
        *error = failure;
        return failure == ENOENT ? STEP_NO_BUNDLE : STEP_BUNDLE_FILE;
    }
    *error = 0;
    enum step step = read_bundle(b, file, hash, error);
    close(file);
    return step;
}
