// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "kernel.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// As in helpers.h and timing.h of the programs.
#define TGID_PLACE   0x7069746f74677064u
#define START_PLACE  0x7069746f74737470u
#define EXEC_PLACE   0x7069746f74657863u
#define TIMING_PLACE 0x7069746f74696d65u

// What the headers of an old system lack: include/uapi/linux/bpf.h of Linux 6.6.
#define ATTACH_UPROBE_MULTI 48
#define UPROBE_MULTI_RETURN 1

#define LOAD_64    0x18
#define VERIFY_LOG ((1u << 24) - 1) // the most that every kernel accepts
#define MAX_KEY    64

static int bpf(int command, void *attributes, size_t size) {
    long result;
    do {
        result = syscall(SYS_bpf, command, attributes, size);
    } while (result < 0 && errno == EINTR);
    // A load that a signal stopped is repeated by the caller; the helper gets no signals.
    return result < 0 ? -errno : (int)result;
}

static void copy_name(char *to, const char *name) {
    memcpy(to, name, strnlen(name, BPF_OBJ_NAME_LEN - 1));
}

// ---- maps ----

// The types of a task storage's key and value: an int, and a struct without members. The kernel
// compares sizes only (kernel/bpf/bpf_local_storage.c, bpf_local_storage_map_check_btf).
struct storage_types {
    struct btf_header header;
    struct btf_type key;
    uint32_t key_encoding;
    struct btf_type value;
    char names[8];
};

static int load_storage_types(uint32_t value_size) {
    struct storage_types t = {
        .header = {.magic = BTF_MAGIC,
                   .version = BTF_VERSION,
                   .hdr_len = sizeof(struct btf_header),
                   .type_len = offsetof(struct storage_types, names) - sizeof(struct btf_header),
                   .str_off = offsetof(struct storage_types, names) - sizeof(struct btf_header),
                   .str_len = sizeof(t.names)},
        .key = {.name_off = 1, .info = BTF_KIND_INT << 24, .size = sizeof(int)},
        .key_encoding = BTF_INT_SIGNED << 24 | 32,
        .value = {.name_off = 5, .info = BTF_KIND_STRUCT << 24, .size = value_size},
        .names = "\0int\0v\0",
    };
    union bpf_attr a;
    memset(&a, 0, sizeof(a));
    a.btf = (uintptr_t)&t;
    a.btf_size = sizeof(t);
    return bpf(BPF_BTF_LOAD, &a, sizeof(a));
}

int kernel_map(const struct map_spec *m, uint32_t entries) {
    union bpf_attr a;
    int types = -1;
    memset(&a, 0, sizeof(a));
    a.map_type = m->type;
    a.key_size = m->key_size;
    a.value_size = m->value_size;
    a.max_entries = entries ? entries : m->entries;
    a.map_flags = m->flags;
    copy_name(a.map_name, m->name);
    if (m->type == BPF_MAP_TYPE_TASK_STORAGE) {
        types = load_storage_types(m->value_size);
        if (types < 0)
            return types;
        a.key_size = sizeof(int);
        a.max_entries = 0;
        a.btf_fd = (uint32_t)types;
        a.btf_key_type_id = 1;
        a.btf_value_type_id = 2;
    }
    int map = bpf(BPF_MAP_CREATE, &a, sizeof(a));
    if (types >= 0)
        close(types);
    return map;
}

int kernel_clear(int map, uint32_t key_size, uint32_t entries) {
    uint8_t key[MAX_KEY];
    if (key_size > MAX_KEY)
        return -EINVAL;
    for (uint32_t i = 0; i < entries; i++) {
        union bpf_attr a;
        memset(&a, 0, sizeof(a));
        a.map_fd = (uint32_t)map;
        a.next_key = (uintptr_t)key;
        int result = bpf(BPF_MAP_GET_NEXT_KEY, &a, sizeof(a));
        if (result < 0)
            return result == -ENOENT ? 0 : result;
        a.next_key = 0;
        a.key = (uintptr_t)key;
        bpf(BPF_MAP_DELETE_ELEM, &a, sizeof(a)); // the program may have deleted it meanwhile
    }
    return 0;
}

// ---- programs ----

static uint64_t constant_of(const struct bpf_insn *i) {
    return (uint64_t)(uint32_t)i[1].imm << 32 | (uint32_t)i[0].imm;
}

static void put_constant(struct bpf_insn *i, uint64_t value) {
    i[0].imm = (int32_t)(uint32_t)value;
    i[1].imm = (int32_t)(uint32_t)(value >> 32);
}

// Puts descriptors and constants into the instructions. Returns -EINVAL if these refer to no map.
static int resolve(struct bpf_insn *code, uint32_t count, const int *maps, uint32_t map_count,
                   const struct constants *constants) {
    for (uint32_t i = 0; i < count; i++) {
        if (code[i].code != LOAD_64)
            continue;
        if (i + 1 >= count)
            return -EINVAL;
        uint8_t source = code[i].src_reg;
        if (source == BPF_PSEUDO_MAP_FD || source == BPF_PSEUDO_MAP_VALUE) {
            if (code[i].imm < 0 || (uint32_t)code[i].imm >= map_count)
                return -EINVAL;
            code[i].imm = maps[code[i].imm];
        } else if (constant_of(code + i) == TGID_PLACE) {
            put_constant(code + i, constants->process);
        } else if (constant_of(code + i) == START_PLACE) {
            put_constant(code + i, constants->start);
        } else if (constant_of(code + i) == EXEC_PLACE) {
            put_constant(code + i, constants->exec_id);
        } else if (constant_of(code + i) == TIMING_PLACE) {
            put_constant(code + i, constants->timing);
        }
        i++; // the second half
    }
    return 0;
}

// What the first word of a program's name says about it.
struct kind {
    const char *prefix;
    uint32_t type;
    uint32_t attach;
};

static const struct kind *kind_of(const char *name) {
    static const struct kind kinds[] = {
        {"tp__", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP},
        {"iter__", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER},
        {"uprobe__", BPF_PROG_TYPE_KPROBE, ATTACH_UPROBE_MULTI},
        {"call__", BPF_PROG_TYPE_RAW_TRACEPOINT, 0},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strncmp(name, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
            return &kinds[i];
    return NULL;
}

// Asks the verifier once more, to hear what it has to say.
static void explain(union bpf_attr *a, char *log) {
    char *all = calloc(1, VERIFY_LOG);
    if (!all)
        return;
    a->log_level = 1;
    a->log_size = VERIFY_LOG;
    a->log_buf = (uintptr_t)all;
    int program = bpf(BPF_PROG_LOAD, a, sizeof(*a));
    if (program >= 0)
        close(program);
    size_t length = strnlen(all, VERIFY_LOG - 1);
    size_t from = length < LOG_BYTES ? 0 : length - LOG_BYTES + 1;
    memcpy(log, all + from, length - from);
    free(all);
}

static int load(const struct program_spec *p, const struct kind *kind, const struct bpf_insn *code,
                char *log) {
    union bpf_attr a;
    memset(&a, 0, sizeof(a));
    a.prog_type = kind->type;
    a.expected_attach_type = kind->attach;
    a.attach_btf_id = p->attach_type;
    a.insns = (uintptr_t)code;
    a.insn_cnt = p->count;
    a.license = (uintptr_t) "GPL";
    copy_name(a.prog_name, p->name + strlen(kind->prefix));
    int program = bpf(BPF_PROG_LOAD, &a, sizeof(a));
    if (program < 0 && program != -EPERM)
        explain(&a, log);
    return program;
}

int kernel_load(const struct program_spec *p, const int *maps, uint32_t map_count,
                const struct constants *constants, char *log) {
    const struct kind *kind = kind_of(p->name);
    if (!kind)
        return -EINVAL;
    struct bpf_insn *code = calloc(p->count, sizeof(*code));
    if (!code)
        return -ENOMEM;
    memcpy(code, p->instructions, (size_t)p->count * sizeof(*code));
    int program = resolve(code, p->count, maps, map_count, constants);
    if (program == 0)
        program = load(p, kind, code, log);
    free(code);
    return program;
}

int kernel_run(int program, uint32_t *result) {
    union bpf_attr a;
    memset(&a, 0, sizeof(a));
    a.test.prog_fd = (uint32_t)program;
    int error = bpf(BPF_PROG_TEST_RUN, &a, sizeof(a));
    *result = a.test.retval;
    return error;
}

int kernel_statistics(int program, struct answer *answer) {
    struct bpf_prog_info info;
    union bpf_attr a;
    memset(&info, 0, sizeof(info));
    memset(&a, 0, sizeof(a));
    a.info.bpf_fd = (uint32_t)program;
    a.info.info_len = sizeof(info);
    a.info.info = (uintptr_t)&info;
    int result = bpf(BPF_OBJ_GET_INFO_BY_FD, &a, sizeof(a));
    answer->runs = info.run_cnt;
    answer->nanos = info.run_time_ns;
    answer->missed = info.recursion_misses;
    return result;
}

// ---- links ----

int kernel_attach_tracepoint(int program) {
    union bpf_attr a;
    memset(&a, 0, sizeof(a));
    a.raw_tracepoint.prog_fd = (uint32_t)program;
    return bpf(BPF_RAW_TRACEPOINT_OPEN, &a, sizeof(a));
}

// Only the tasks of one process, which Linux can since 6.1. Without that it would be all tasks.
int kernel_attach_iterator(int program, pid_t process) {
    // union bpf_iter_link_info: tid, pid, pid_fd
    uint32_t info[] = {0, (uint32_t)process, 0};
    union bpf_attr a;
    memset(&a, 0, sizeof(a));
    a.link_create.prog_fd = (uint32_t)program;
    a.link_create.attach_type = BPF_TRACE_ITER;
    a.link_create.iter_info = (uintptr_t)info;
    a.link_create.iter_info_len = sizeof(info);
    return bpf(BPF_LINK_CREATE, &a, sizeof(a));
}

// union bpf_attr of BPF_LINK_CREATE, since Linux 6.6.
struct sites_attr {
    uint32_t program;
    uint32_t target;
    uint32_t attach_type;
    uint32_t flags;
    uint64_t path;
    uint64_t offsets;
    uint64_t reference_counters;
    uint64_t cookies;
    uint32_t count;
    uint32_t uprobe_flags;
    uint32_t process;
    uint32_t pad;
};

int kernel_attach_sites(int program, int library, pid_t process, const struct request *q) {
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", library);
    struct sites_attr a = {
        .program = (uint32_t)program,
        .attach_type = ATTACH_UPROBE_MULTI,
        .path = (uintptr_t)path,
        .offsets = (uintptr_t)q->offset,
        .cookies = (uintptr_t)q->cookie,
        .count = q->sites,
        .uprobe_flags = q->at_return ? UPROBE_MULTI_RETURN : 0,
        .process = (uint32_t)process,
    };
    return bpf(BPF_LINK_CREATE, &a, sizeof(a));
}
