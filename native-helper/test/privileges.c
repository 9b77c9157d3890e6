// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What the helper may do, seen from outside, and what the caller can do to it.

#include "talk.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

// A number of /proc/PID/status.
static unsigned long long status_of(pid_t process, const char *name, int base) {
    char line[256];
    unsigned long long found = ~0ull;
    snprintf(line, sizeof(line), "/proc/%d/status", process);
    FILE *file = fopen(line, "re");
    EXPECT(file != NULL);
    while (fgets(line, sizeof(line), file))
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
            found = strtoull(line + strlen(name) + 1, NULL, base);
    fclose(file);
    return found;
}

static void expect_capabilities(pid_t helper, unsigned long long most, unsigned long long filters) {
    EXPECT(status_of(helper, "CapEff", 16) == most);
    EXPECT(status_of(helper, "CapPrm", 16) == most);
    EXPECT(status_of(helper, "CapInh", 16) == 0);
    EXPECT(status_of(helper, "CapAmb", 16) == 0);
    EXPECT(status_of(helper, "NoNewPrivs", 10) == 1);
    EXPECT(status_of(helper, "Seccomp", 10) == filters);
}

// What is in /proc of a process that cannot be dumped is root's.
static void expect_not_dumpable(pid_t helper) {
    char path[64];
    struct stat s;
    snprintf(path, sizeof(path), "/proc/%d/status", helper);
    EXPECT(stat(path, &s) == 0 && s.st_uid == 0);
}

static void at_each_step(void) {
    const unsigned long long both = 1ull << CAP_BPF | 1ull << CAP_PERFMON;
    struct talk t = start_helper(0);
    expect_simple(&t, OP_FORGET, 0, STEP_ORDER, 0, 0); // it has begun
    expect_capabilities(t.helper, both, 0);
    open_bundle(&t);
    expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
    expect_capabilities(t.helper, both, 0);
    expect_not_dumpable(t.helper);
    expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    expect_capabilities(t.helper, 0, 2);
    expect_not_dumpable(t.helper);
    expect_simple(&t, OP_ATTACH, TRACEPOINT, STEP_DONE, 0, 1);
    EXPECT(status_of(getpid(), "CapEff", 16) == 0 && status_of(getpid(), "CapPrm", 16) == 0);
    end_helper(&t);
}

static void root_too(void) {
    const unsigned long long both = 1ull << CAP_BPF | 1ull << CAP_PERFMON;
    struct talk t = start_helper(0);
    open_bundle(&t);
    expect_capabilities(t.helper, both, 0);
    expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    expect_capabilities(t.helper, 0, 2);
    end_helper(&t);
}

static void expect_no_capabilities(const struct talk *t) {
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    EXPECT_STEP(t, &q, -1, STEP_CAPABILITIES, EPERM, 0);
    expect_simple(t, OP_CALLABLE, CALL, STEP_ORDER, 0, 0);
}

static void no_new_privileges(void) {
    EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    struct talk t = start_helper(0);
    expect_no_capabilities(&t);
    end_helper(&t);
}

// A process that is traced gets no capabilities from a file.
static void traced_from_start(void) {
    int ends[2];
    int status;
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        dup2(ends[1], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(places.helper, "pitot-helper", (char *)NULL);
        _exit(1);
    }
    close(ends[1]);
    EXPECT(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
    ptrace(PTRACE_CONT, child, NULL, NULL);
    struct talk t = {.socket = ends[0], .helper = child};
    expect_no_capabilities(&t);
    end_helper(&t);
}

// In a user namespace root is anybody, and the capabilities are not the kernel's.
static void user_namespace(void) {
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    EXPECT(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
    struct talk t = start_helper(0);
    EXPECT_STEP(&t, &q, -1, STEP_NAMESPACE, 0, 0);
    expect_simple(&t, OP_CALLABLE, CALL, STEP_ORDER, 0, 0);
    end_helper(&t);
}

static void in_pid_namespace(void) {
    become_user(1);
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    pid_t child = fork(); // 1 is nobody's caller
    if (child == 0) {
        struct talk t = start_helper(0);
        EXPECT_STEP(&t, &q, -1, STEP_NAMESPACE, 0, 0);
        end_helper(&t);
        _exit(0);
    }
    _exit(succeeded(child) ? 0 : 1);
}

static void pid_namespace(void) {
    EXPECT(unshare(CLONE_NEWPID) == 0);
    pid_t first = fork();
    if (first == 0)
        in_pid_namespace();
    EXPECT(succeeded(first));
}

static void look_inside(void) {
    struct talk t = start_helper(0);
    char byte;
    char path[64];
    struct iovec here = {&byte, 1};
    struct iovec there = {&t, 1};
    open_bundle(&t);
    for (int sealed = 0; sealed < 2; sealed++) {
        EXPECT(ptrace(PTRACE_ATTACH, t.helper, NULL, NULL) < 0 && errno == EPERM);
        EXPECT(process_vm_readv(t.helper, &here, 1, &there, 1, 0) < 0 && errno == EPERM);
        snprintf(path, sizeof(path), "/proc/%d/mem", t.helper);
        EXPECT(open(path, O_RDWR | O_CLOEXEC) < 0 && errno == EACCES);
        snprintf(path, sizeof(path), "/proc/%d/fd/3", t.helper);
        EXPECT(open(path, O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES);
        int process = (int)syscall(SYS_pidfd_open, t.helper, 0);
        EXPECT(process >= 0 && syscall(SYS_pidfd_getfd, process, 3, 0) < 0 && errno == EPERM);
        close(process);
        expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    }
    end_helper(&t);
}

static pid_t start_odd(int far, int close_others, char *const *arguments,
                       char *const *environment) {
    pid_t child = fork();
    if (child == 0) {
        dup2(far, STDIN_FILENO);
        for (int i = 1; close_others && i < 64; i++)
            close(i);
        execve(places.helper, arguments, environment);
        _exit(1);
    }
    return child;
}

// No arguments at all, an odd environment, and nothing open but the socket.
static void odd_start(void) {
    static char *const none[] = {NULL};
    static char *const odd[] = {"LD_PRELOAD=/tmp/x.so",
                                "GLIBC_TUNABLES=glibc.malloc.check=3",
                                "MALLOC_CHECK_=3",
                                "no equals sign",
                                "=",
                                NULL};
    int ends[2];
    for (int closed = 0; closed < 2; closed++) {
        EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
        pid_t helper = start_odd(ends[1], closed, none, odd);
        struct talk t = {.socket = ends[0], .helper = helper};
        close(ends[1]);
        open_bundle(&t);
        end_helper(&t);
    }
}

static void end_without_socket(int input) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        if (input < 0)
            close(STDIN_FILENO);
        else
            dup2(input, STDIN_FILENO);
        execl(places.helper, "pitot-helper", (char *)NULL);
        _exit(2);
    }
    EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static void no_socket(void) {
    int ends[2];
    EXPECT(pipe(ends) == 0);
    end_without_socket(ends[0]);
    end_without_socket(open("/dev/null", O_RDONLY | O_CLOEXEC));
    end_without_socket(-1);
}

static void other_socket(void) {
    int inet = socket(AF_INET, SOCK_STREAM, 0);
    pid_t child = start_helper_at(inet);
    int status;
    EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status));
}

const struct test PRIVILEGE_TESTS[] = {
    {"its capabilities at each step", at_each_step, 0},
    {"the same for root", root_too, 1},
    {"a caller with no_new_privs", no_new_privileges, 0},
    {"a helper that is traced from its start", traced_from_start, 0},
    {"a user namespace", user_namespace, 0},
    {"a PID namespace", pid_namespace, 1},
    {"looking into the helper", look_inside, 0},
    {"no arguments, an odd environment, no standard output", odd_start, 0},
    {"no socket", no_socket, 0},
    {"a socket of another kind", other_socket, 0},
    {0},
};
