// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "bundles.h"

#include "../sha256.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <string.h>
#include <unistd.h>

#define KEY_AT 12

static void put(struct made_bundle *b, const void *bytes, size_t length) {
    memcpy(b->bytes + b->length, bytes, length);
    b->length += length;
}

static void put_number(struct made_bundle *b, uint32_t number, size_t width) {
    put(b, &number, width); // both machines are little endian
}

static void put_name(struct made_bundle *b, const char *name) {
    put_number(b, (uint32_t)strlen(name), 1);
    put(b, name, strlen(name));
}

static void put_map(struct made_bundle *b, const char *name, uint32_t type, uint32_t key,
                    uint32_t value, uint32_t entries) {
    const uint32_t numbers[] = {type, key, value, entries, 0};
    put_name(b, name);
    put(b, numbers, sizeof(numbers));
}

static void put_code(struct made_bundle *b, const char *name, uint32_t target,
                     const struct bpf_insn *code, uint32_t count) {
    put_name(b, name);
    put_number(b, target, sizeof(target));
    put_number(b, count, sizeof(count));
    put(b, code, count * sizeof(code[0]));
}

static void put_program(struct made_bundle *b, const char *name, uint32_t target, int is_valid) {
    const struct bpf_insn code[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = is_valid ? BPF_REG_0 : BPF_REG_1},
        {.code = BPF_JMP | BPF_EXIT}};
    put_code(b, name, target, code, 2);
}

// Returns what the helper puts into the place of a constant.
static void put_constant_program(struct made_bundle *b, const char *name, uint64_t place) {
    const struct bpf_insn code[] = {
        {.code = BPF_LD | BPF_IMM | BPF_DW, .imm = (int32_t)(uint32_t)place},
        {.imm = (int32_t)(place >> 32)},
        {.code = BPF_JMP | BPF_EXIT}};
    put_code(b, name, 0, code, 3);
}

static void kernel_key(uint8_t *key) {
    uint8_t notes[4096];
    int file = open("/sys/kernel/notes", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, notes, sizeof(notes));
    sha256(notes, length < 0 ? 0 : (size_t)length, key);
    close(file);
}

static void end(struct made_bundle *b) {
    uint8_t hash[HASH_BYTES];
    sha256(b->bytes, b->length, hash);
    put(b, hash, sizeof(hash));
}

void make_bundle(struct made_bundle *b, struct targets targets) {
    uint8_t key[HASH_BYTES];
    kernel_key(key);
    b->length = 0;
    put(b, "PITOTBND", 8);
    put_number(b, 1, sizeof(uint32_t));
    put(b, key, sizeof(key));
    put_number(b, MAPS, sizeof(uint16_t));
    put_number(b, PROGRAMS, sizeof(uint16_t));
    put_map(b, "config", BPF_MAP_TYPE_ARRAY, 4, 8, 1);
    put_map(b, MARK_NAME, BPF_MAP_TYPE_ARRAY, 4, 8, 1);
    put_map(b, "ring", BPF_MAP_TYPE_RINGBUF, 0, 0, 4096);
    put_map(b, "requests", BPF_MAP_TYPE_HASH, 8, 8, 16);
    put_constant_program(b, "call__hostile", 0x7069746f74677064); // TGID_PLACE
    put_program(b, "uprobe__hostile", 0, 1);
    put_program(b, "tp__hostile", targets.tracepoint, 1);
    put_program(b, "iter__hostile", targets.walk, 1);
    put_program(b, "tp__refused", targets.tracepoint, 0);
    put_program(b, "strange__", 0, 1);
    put_constant_program(b, "call__hostile", 0x7069746f74737470); // START_PLACE
    put_constant_program(b, "call__hostile", 0x7069746f74657863); // EXEC_PLACE
    put_constant_program(b, "call__parent_exec_id", EXEC_ID);
    end(b);
}

void make_foreign(struct made_bundle *b) {
    b->bytes[KEY_AT] ^= 1;
    b->length -= HASH_BYTES;
    end(b);
}
