// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Callers that mean ill. Run as root by hostile.sh. Each test is a process of its own, mostly of a
// user without privileges who is in the helper's group. After each, no process and nothing in the
// kernel may be left.
//
//   hostile HELPER BUNDLES LIBJVM OTHER GROUP TRACEPOINT ITERATOR [SEED]

#include "../sha256.h"
#include "talk.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_OF_A_TEST 60
#define ARGUMENTS         8

static unsigned seed;
static int passed;
static int failures;

// ---- what is left ----

static long bpf(int command, union bpf_attr *a) {
    return syscall(SYS_bpf, command, a, sizeof(*a));
}

// Whether the object with this id is of a bundle of ours.
static int is_ours(int get_by_id, uint32_t id) {
    union bpf_attr a = {.prog_id = id};
    struct bpf_prog_info program;
    struct bpf_map_info map;
    int is_map = get_by_id == BPF_MAP_GET_FD_BY_ID;
    int object = (int)bpf(get_by_id, &a);
    if (object < 0)
        return 0;
    memset(&program, 0, sizeof(program));
    memset(&map, 0, sizeof(map));
    memset(&a, 0, sizeof(a));
    a.info.bpf_fd = (uint32_t)object;
    a.info.info = is_map ? (uintptr_t)&map : (uintptr_t)&program;
    a.info.info_len = is_map ? sizeof(map) : sizeof(program);
    bpf(BPF_OBJ_GET_INFO_BY_FD, &a);
    close(object);
    return strcmp(is_map ? map.name : program.name, is_map ? MARK_NAME : "hostile") == 0;
}

static int count_ours(int next, int get_by_id) {
    union bpf_attr a;
    int count = 0;
    uint32_t id = 0;
    for (;;) {
        memset(&a, 0, sizeof(a));
        a.start_id = id;
        if (bpf(next, &a) != 0)
            return errno == ENOENT ? count : -1;
        id = a.next_id;
        count += is_ours(get_by_id, id);
    }
}

// A link holds its program, so programs and maps show links as well. The kernel frees them a little
// after the last descriptor is closed.
static int nothing_left(void) {
    int programs = -1;
    int maps = -1;
    for (int i = 0; i < 500; i++) {
        programs = count_ours(BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID);
        maps = count_ours(BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID);
        if (programs == 0 && maps == 0)
            return 1;
        usleep(10000);
    }
    fprintf(stderr, "left in the kernel: %d programs, %d maps\n", programs, maps);
    return 0;
}

// So that the next test does not find them.
static void kill_children(void) {
    char text[4096];
    char *at = text;
    char *end = text;
    snprintf(text, sizeof(text), "/proc/self/task/%d/children", getpid());
    FILE *children = fopen(text, "re");
    if (children && fgets(text, sizeof(text), children))
        for (long child = strtol(at, &end, 10); end != at; child = strtol(at, &end, 10)) {
            kill((pid_t)child, SIGKILL);
            at = end;
        }
    if (children)
        fclose(children);
    while (waitpid(-1, NULL, 0) > 0)
        continue;
}

// The test has ended; its helpers are orphans now, and this process's children.
static int no_process_left(void) {
    for (int i = 0; i < 1000; i++) {
        if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
            return 1;
        usleep(10000);
    }
    fprintf(stderr, "a process is left\n");
    kill_children();
    return 0;
}

// ---- the tests ----

static int run(const struct test *test) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(SECONDS_OF_A_TEST);
        srandom(seed);
        if (!test->as_root)
            become_user(1);
        test->run();
        _exit(0);
    }
    int good = succeeded(child);
    int is_gone = no_process_left();
    int is_clean = nothing_left();
    return good && is_gone && is_clean;
}

static void run_all(const struct test *tests) {
    for (const struct test *t = tests; t->name; t++) {
        int good = run(t);
        printf("%s %s\n", good ? "  ok    " : "  FAILED", t->name);
        *(good ? &passed : &failures) += 1;
    }
}

static uint32_t number(const char *text) {
    return (uint32_t)strtoul(text, NULL, 10);
}

static void set_places(char **arguments) {
    places.helper = arguments[1];
    places.bundles = arguments[2];
    places.libjvm = arguments[3];
    places.other = arguments[4];
    places.group = number(arguments[5]);
    places.targets.tracepoint = number(arguments[6]);
    places.targets.walk = number(arguments[7]);
}

static void plant_the_good_one(void) {
    struct made_bundle b;
    char path[512];
    int n = snprintf(path, sizeof(path), "%s/", places.bundles);
    make_bundle(&b, places.targets);
    sha256(b.bytes, b.length, places.bundle);
    for (int i = 0; i < HASH_BYTES; i++)
        n += snprintf(path + n, sizeof(path) - (size_t)n, "%02x", places.bundle[i]);
    snprintf(path + n, sizeof(path) - (size_t)n, ".bundle");
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    EXPECT(file >= 0 && write(file, b.bytes, b.length) == (ssize_t)b.length);
    close(file);
}

int main(int count, char **arguments) {
    if (count < ARGUMENTS || geteuid() != 0) {
        fprintf(stderr, "hostile: to be run as root by hostile.sh\n");
        return 1;
    }
    seed = count > ARGUMENTS ? number(arguments[ARGUMENTS]) : (unsigned)time(NULL);
    printf("hostile callers, seed %u\n", seed);
    umask(S_IWGRP | S_IWOTH);
    set_places(arguments);
    plant_the_good_one();
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    signal(SIGPIPE, SIG_IGN);
    run_all(ORDER_TESTS);
    run_all(PRIVILEGE_TESTS);
    run_all(PROCESS_TESTS);
    run_all(MESSAGE_TESTS);
    run_all(LIBRARY_TESTS);
    run_all(FUSE_TESTS);
    run_all(FLOOD_TESTS);
    run_all(PLANTED_TESTS);
    printf("hostile callers: %d passed, %d failed\n", passed, failures);
    return failures != 0;
}
