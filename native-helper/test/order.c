// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// The order of requests, and what each gives.

#include "talk.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void before_open(void) {
    struct talk t = start_helper(0);
    for (enum operation o = OP_LOAD; o <= OP_UNLOAD; o++)
        expect_simple(&t, o, 0, STEP_ORDER, 0, 0);
    end_helper(&t);
}

static void open_twice(void) {
    struct talk t = start_helper(0);
    open_bundle(&t);
    expect_simple(&t, OP_OPEN, 0, STEP_ORDER, 0, 0);
    end_helper(&t);
}

static void after_seal(void) {
    struct talk t = start_helper(0);
    open_bundle(&t);
    expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
    expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    expect_simple(&t, OP_LOAD, WALK, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_CALLABLE, CALL, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_OPEN, 0, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_ATTACH, TRACEPOINT, STEP_DONE, 0, 1); // still
    end_helper(&t);
    t = start_helper(0);
    expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    expect_simple(&t, OP_OPEN, 0, STEP_ORDER, 0, 0);
    end_helper(&t);
}

// Everything that there is, once before it is sealed and once after.
static void all_operations(void) {
    struct talk t = start_helper(0);
    int file = open(places.libjvm, O_RDONLY | O_CLOEXEC);
    struct request q = sites_request();
    open_bundle(&t);
    expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
    expect_simple(&t, OP_LOAD, WALK, STEP_DONE, 0, 0);
    expect_simple(&t, OP_LOAD, SITES, STEP_DONE, 0, 0);
    expect_simple(&t, OP_CALLABLE, CALL, STEP_DONE, 0, 1);
    for (int sealed = 0; sealed < 2; sealed++) {
        expect_simple(&t, OP_ATTACH, TRACEPOINT, STEP_DONE, 0, 1);
        expect_simple(&t, OP_ATTACH, WALK, STEP_DONE, 0, 1);
        expect_simple(&t, OP_STATISTICS, TRACEPOINT, STEP_DONE, 0, 0);
        expect_simple(&t, OP_FORGET, 0, STEP_DONE, 0, 0);
        q.at_return = (uint32_t)sealed;
        EXPECT_STEP(&t, &q, file, STEP_DONE, 0, 1);
        expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    }
    expect_simple(&t, OP_CALLABLE, CALL, STEP_DONE, 0, 1); // again
    expect_simple(&t, OP_UNLOAD, TRACEPOINT, STEP_DONE, 0, 0);
    end_helper(&t);
}

static void wrong_programs(void) {
    struct talk t = start_helper(0);
    struct reply r;
    struct request q = new_request(OP_LOAD);
    open_bundle(&t);
    expect_simple(&t, OP_LOAD, CALL, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_CALLABLE, SITES, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_LOAD, STRANGE, STEP_LOAD, EINVAL, 0);
    expect_simple(&t, OP_ATTACH, TRACEPOINT, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_STATISTICS, TRACEPOINT, STEP_STATISTICS, EBADF, 0);
    expect_simple(&t, OP_LOAD, SITES, STEP_DONE, 0, 0);
    expect_simple(&t, OP_LOAD, SITES, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_ATTACH, SITES, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_SITES, TRACEPOINT, STEP_ORDER, 0, 0);
    expect_simple(&t, OP_CALLABLE, CALL, STEP_DONE, 0, 1);
    expect_simple(&t, OP_ATTACH, CALL, STEP_ORDER, 0, 0);
    q.program = REFUSED;
    ask(&t, &q, -1, &r);
    EXPECT(r.answer.step == STEP_LOAD && r.answer.error == EACCES);
    EXPECT(strstr(r.answer.log, "R0 !read_ok") != NULL);
    end_helper(&t);
}

static long bpf(int command, union bpf_attr *a) {
    return syscall(SYS_bpf, command, a, sizeof(*a));
}

// What is passed is useful, and gives no right to make more of it.
static void caller_cannot_load(void) {
    static const struct bpf_insn code[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K},
                                           {.code = BPF_JMP | BPF_EXIT}};
    struct talk t = start_helper(0);
    struct reply r;
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    ask(&t, &q, -1, &r);
    EXPECT(r.answer.step == STEP_DONE && r.descriptors == 2);
    EXPECT(r.answer.map[0] == CONFIG && r.answer.map[1] == RING);
    uint32_t key = 0;
    uint64_t value = 7;
    union bpf_attr a = {
        .map_fd = (uint32_t)r.descriptor[0], .key = (uintptr_t)&key, .value = (uintptr_t)&value};
    EXPECT(bpf(BPF_MAP_UPDATE_ELEM, &a) == 0);
    memset(&a, 0, sizeof(a));
    a.map_type = BPF_MAP_TYPE_ARRAY;
    a.key_size = a.value_size = 4;
    a.max_entries = 1;
    EXPECT(bpf(BPF_MAP_CREATE, &a) < 0 && errno == EPERM);
    memset(&a, 0, sizeof(a));
    a.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
    a.insns = (uintptr_t)code;
    a.insn_cnt = 2;
    a.license = (uintptr_t) "GPL";
    EXPECT(bpf(BPF_PROG_LOAD, &a) < 0 && errno == EPERM);
    close_descriptors(&r);
    end_helper(&t);
}

static uint32_t run(const struct talk *t, uint32_t program) {
    struct reply r;
    struct request q = new_request(OP_CALLABLE);
    q.program = program;
    ask(t, &q, -1, &r);
    EXPECT(r.answer.step == STEP_DONE && r.descriptors == 1);
    union bpf_attr a = {.test = {.prog_fd = (uint32_t)r.descriptor[0]}};
    EXPECT(bpf(BPF_PROG_TEST_RUN, &a) == 0);
    close_descriptors(&r);
    return a.test.retval;
}

// The number in a field of /proc/self/stat. This process has no blank in its name.
static uint64_t own_number(int field) {
    char text[1024];
    char *rest = text;
    FILE *file = fopen("/proc/self/stat", "re");
    EXPECT(file != NULL && fgets(text, sizeof(text), file) != NULL);
    fclose(file);
    for (int i = 1; i < field; i++)
        rest = strchr(rest, ' ') + 1;
    return strtoull(rest, NULL, 10);
}

static void bound_to_caller(void) {
    struct talk t = start_helper(0);
    open_bundle(&t);
    EXPECT(run(&t, CALL) == (uint32_t)getpid());
    EXPECT(run(&t, CALL_START) == (uint32_t)(own_number(22) * 10000000));
    EXPECT(run(&t, CALL_EXEC) == EXEC_ID);
    end_helper(&t);
}

const struct test ORDER_TESTS[] = {
    {"nothing before OPEN", before_open, 0},
    {"OPEN twice", open_twice, 0},
    {"after SEAL", after_seal, 0},
    {"all operations, before and after SEAL", all_operations, 0},
    {"the wrong program for an operation", wrong_programs, 0},
    {"programs are bound to the caller's id, start and program", bound_to_caller, 0},
    {"the caller itself can make and load nothing", caller_cannot_load, 0},
    {0},
};
