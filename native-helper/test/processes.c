// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Who asks, and whether it is still there.

#include "talk.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct request open_request(void) {
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    return q;
}

static void expect_not_served(const struct talk *t) {
    struct request q = open_request();
    struct reply r;
    EXPECT_STEP(t, &q, -1, STEP_PEER, 0, 0);
    get_reply(t, &r);
    EXPECT(r.length <= 0);
}

// The socket is of this process; the helper is started by another one.
static void foreign_process(void) {
    int ends[2];
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    pid_t other = fork();
    if (other == 0) {
        close(ends[0]);
        pid_t helper = start_helper_at(ends[1]);
        close(ends[1]);
        EXPECT(succeeded(helper));
        _exit(0);
    }
    close(ends[1]);
    struct talk t = {.socket = ends[0]};
    expect_not_served(&t);
    EXPECT(succeeded(other));
}

// A caller that sends its socket to `carry`, asks for what is to be there, and ends.
static void short_lived(int carry, int opens) {
    struct talk t = start_helper(0);
    if (opens) {
        open_bundle(&t);
        expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
        expect_simple(&t, OP_LOAD, WALK, STEP_DONE, 0, 0);
        expect_simple(&t, OP_LOAD, SITES, STEP_DONE, 0, 0);
        expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
    }
    send_descriptor(carry, t.socket);
    _exit(0);
}

// Runs it. Returns its socket, and its id, which no process has any more.
static struct talk heir_of(int opens, pid_t *dead) {
    struct talk t = {.far = -1};
    int carry[2];
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, carry) == 0);
    *dead = fork();
    if (*dead == 0) {
        become_user(1);
        short_lived(carry[1], opens);
    }
    EXPECT(succeeded(*dead));
    t.socket = take_descriptor(carry[0]);
    EXPECT(t.socket >= 0);
    return t;
}

static void dead_caller(void) {
    pid_t dead;
    struct talk t = heir_of(0, &dead);
    expect_not_served(&t);
}

// A process gets this id. It waits, and is somebody else's.
static pid_t reuse(pid_t id) {
    for (int i = 0; i < 1000; i++) {
        FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "we");
        EXPECT(last != NULL && fprintf(last, "%d", id - 1) > 0 && fclose(last) == 0);
        pid_t child = fork();
        if (child == 0) {
            for (;;)
                pause();
        }
        if (child == id)
            return child;
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    return -1;
}

static void reused_id(enum operation operation, uint32_t program) {
    pid_t dead;
    struct talk t = heir_of(1, &dead);
    struct request q = operation == OP_SITES ? sites_request() : new_request(operation);
    q.program = program;
    int file = open(places.libjvm, O_RDONLY | O_CLOEXEC);
    pid_t victim = reuse(dead);
    EXPECT(victim == dead);
    EXPECT_STEP(&t, &q, operation == OP_SITES ? file : -1, STEP_PEER, ESRCH, 0);
    kill(victim, SIGKILL);
    waitpid(victim, NULL, 0);
    close(file);
    close(t.socket);
}

static void all_reused(void) {
    reused_id(OP_ATTACH, TRACEPOINT);
    reused_id(OP_ATTACH, WALK);
    reused_id(OP_SITES, SITES);
}

// The socket of a dead process, and a parent of another user that has its id: it gets the orphans.
static void reused_by_parent(void) {
    int carry[2];
    pid_t dead;
    int ends[2];
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, carry) == 0);
    dead = fork();
    if (dead == 0) {
        become_user(1);
        EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
        send_descriptor(carry[1], ends[0]);
        send_descriptor(carry[1], ends[1]);
        _exit(0);
    }
    EXPECT(succeeded(dead));
    struct talk t = {.socket = take_descriptor(carry[0])};
    int far = take_descriptor(carry[0]);
    pid_t helper = -1;
    for (int i = 0; i < 1000 && helper < 0; i++) {
        FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "we");
        EXPECT(last != NULL && fprintf(last, "%d", dead - 1) > 0 && fclose(last) == 0);
        pid_t parent = fork();
        if (parent == 0) { // root's, and the parent of a helper that the user has started
            EXPECT(getpid() == dead || (_exit(2), 0));
            pid_t child = fork();
            if (child == 0) {
                become_user(1);
                dup2(far, STDIN_FILENO);
                execl(places.helper, "pitot-helper", (char *)NULL);
            }
            _exit(succeeded(child) ? 0 : 1);
        }
        if (parent == dead) {
            helper = parent;
            close(far);
            expect_not_served(&t);
        }
        waitpid(parent, NULL, 0);
    }
    EXPECT(helper == dead);
}

static void dies_in_the_middle(void) {
    struct talk t = start_helper(0);
    struct request q = new_request(OP_LOAD);
    open_bundle(&t);
    expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
    q.program = WALK;
    send_bytes(&t, &q, sizeof(q), NULL, 0);
    kill(getpid(), SIGKILL); // main waits for the helper to end
}

static void killed_caller(void) {
    int status = 0;
    pid_t child = fork_user(1, dies_in_the_middle);
    EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

static void exec_refused(void) {
    EXPECT(execl(places.helper, "pitot-helper", (char *)NULL) < 0 && errno == EACCES);
}

static void not_in_group(void) {
    EXPECT(succeeded(fork_user(0, exec_refused)));
}

static void signals(void) {
    struct request q = open_request();
    struct reply r;
    sigset_t all;
    int status = 0;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    struct talk t = start_helper(0);
    for (int i = 0; i < 50; i++) {
        kill(t.helper, SIGSTOP);
        kill(t.helper, SIGCONT);
        expect_simple(&t, OP_FORGET, 0, STEP_ORDER, 0, 0);
    }
    kill(t.helper, SIGSTOP);
    send_bytes(&t, &q, sizeof(q), NULL, 0);
    kill(t.helper, SIGCONT);
    get_reply(&t, &r);
    EXPECT(r.answer.step == STEP_DONE);
    kill(t.helper, SIGTERM); // blocked by the caller, and not by the helper
    EXPECT(waitpid(t.helper, &status, 0) == t.helper && WIFSIGNALED(status));
}

const struct test PROCESS_TESTS[] = {
    {"a foreign process", foreign_process, 0},
    {"a dead caller", dead_caller, 1},
    {"a dead caller whose id is another process's", all_reused, 1},
    {"a parent whose id is that of the socket's dead maker", reused_by_parent, 1},
    {"a caller that dies in the middle", killed_caller, 1},
    {"a user who is not in the group", not_in_group, 1},
    {"signals", signals, 0},
    {0},
};
