// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Too much of everything.

#include "talk.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLERS             100
#define REQUESTS_OF_A_FLOOD 20000

static void limit(int resource, rlim_t most) {
    struct rlimit l = {most, most};
    EXPECT(setrlimit((__rlimit_resource_t)resource, &l) == 0);
}

// A process may set the limits of another one of its user.
static void limit_descriptors(const struct talk *t, rlim_t most) {
    struct rlimit l = {most, most};
    expect_simple(t, OP_FORGET, 0, STEP_ORDER, 0, 0); // it has begun
    EXPECT(prlimit(t->helper, RLIMIT_NOFILE, &l, NULL) == 0);
}

static void open_with(rlim_t descriptors, enum step step, int error) {
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    struct talk t = start_helper(0);
    limit_descriptors(&t, descriptors);
    EXPECT_STEP(&t, &q, -1, step, error, 0);
    expect_simple(&t, OP_CALLABLE, CALL, STEP_ORDER, 0, 0);
    end_helper(&t);
}

// 0, 1 and 2 are in use. A walk to the folder takes two, the bundle's maps four.
static void few_descriptors_of_helper(void) {
    open_with(4, STEP_FOLDER, EMFILE);
    open_with(5, STEP_MAP, EMFILE);
    open_with(6, STEP_MAP, EMFILE);
}

static void few_descriptors_of_caller(void) {
    struct talk t = start_helper(0);
    struct request q = new_request(OP_OPEN);
    struct reply r;
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    limit(RLIMIT_NOFILE, (rlim_t)t.socket + 1);
    ask(&t, &q, -1, &r);
    EXPECT(r.answer.step == STEP_DONE && (r.flags & MSG_CTRUNC) && r.descriptors < 2);
    expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
    end_helper(&t);
}

static void other_limits(void) {
    static const int none[] = {RLIMIT_FSIZE, RLIMIT_MEMLOCK, RLIMIT_NICE, RLIMIT_MSGQUEUE};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        limit(none[i], 0);
    limit(RLIMIT_STACK, 256u << 10);
    struct talk t = start_helper(0);
    open_bundle(&t);
    end_helper(&t);
}

// All are there at the same time: each waits until the last has begun.
static void hundred_callers(void) {
    int go[2];
    int ready[2];
    pid_t child[CALLERS];
    char byte;
    EXPECT(pipe(go) == 0 && pipe(ready) == 0);
    for (int i = 0; i < CALLERS; i++) {
        child[i] = fork();
        if (child[i] != 0)
            continue;
        close(go[1]);
        struct talk t = start_helper(0);
        open_bundle(&t);
        EXPECT(write(ready[1], "", 1) == 1 && read(go[0], &byte, 1) == 0);
        expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
        expect_simple(&t, OP_SEAL, 0, STEP_DONE, 0, 0);
        expect_simple(&t, OP_ATTACH, TRACEPOINT, STEP_DONE, 0, 1);
        end_helper(&t);
        _exit(0);
    }
    for (int i = 0; i < CALLERS; i++)
        EXPECT(read(ready[0], &byte, 1) == 1);
    close(go[1]);
    for (int i = 0; i < CALLERS; i++)
        EXPECT(succeeded(child[i]));
}

static void flood(void) {
    struct talk t = start_helper(0);
    struct request q = new_request(OP_STATISTICS);
    struct reply r;
    open_bundle(&t);
    q.program = TRACEPOINT;
    pid_t writer = fork();
    if (writer == 0) {
        for (int i = 0; i < REQUESTS_OF_A_FLOOD; i++)
            send_bytes(&t, &q, sizeof(q), NULL, 0);
        _exit(0);
    }
    for (int i = 0; i < REQUESTS_OF_A_FLOOD; i++) {
        get_reply(&t, &r);
        EXPECT(r.answer.step == STEP_STATISTICS && r.answer.error == EBADF);
    }
    EXPECT(succeeded(writer));
    end_helper(&t);
}

// The helper does not wait for ever: its answers fit no more, and it ends.
static void stops_reading(void) {
    struct talk t = start_helper(0);
    struct request q = new_request(OP_STATISTICS);
    open_bundle(&t);
    while (send(t.socket, &q, sizeof(q), MSG_NOSIGNAL) > 0)
        continue;
    EXPECT(errno == EPIPE || errno == ECONNRESET);
    expect_end(&t);
}

static void loads_and_unloads(void) {
    struct talk t = start_helper(0);
    open_bundle(&t);
    for (int i = 0; i < 50; i++) {
        expect_simple(&t, OP_LOAD, TRACEPOINT, STEP_DONE, 0, 0);
        expect_simple(&t, OP_ATTACH, TRACEPOINT, STEP_DONE, 0, 1);
        expect_simple(&t, OP_UNLOAD, TRACEPOINT, STEP_DONE, 0, 0);
    }
    end_helper(&t);
}

// ---- the helper's end of the socket is the caller's too ----

// It never waits then. Without an end the helper would ask again and again.
static void socket_that_does_not_wait(void) {
    struct talk t = start_helper(1);
    expect_simple(&t, OP_FORGET, 0, STEP_ORDER, 0, 0);
    EXPECT(fcntl(t.far, F_SETFL, O_NONBLOCK) == 0);
    expect_simple(&t, OP_FORGET, 0, STEP_ORDER, 0, 0); // the last that it waited for
    expect_end(&t);
}

// Linux 6.5 and later pass a descriptor of the sender with each message, if the receiver wants it.
static void socket_that_passes_processes(void) {
    enum {
        PASS_PIDFD = 76
    }; // SO_PASSPIDFD
    int on = 1;
    struct talk t = start_helper(1);
    limit_descriptors(&t, 32);
    setsockopt(t.far, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
    setsockopt(t.far, SOL_SOCKET, PASS_PIDFD, &on, sizeof(on)); // fails before 6.5
    for (int i = 0; i < 100; i++)
        expect_simple(&t, OP_FORGET, 0, STEP_ORDER, 0, 0);
    open_bundle(&t);
    close(t.far);
    end_helper(&t);
}

const struct test FLOOD_TESTS[] = {
    {"few descriptors, of the helper", few_descriptors_of_helper, 0},
    {"few descriptors, of the caller", few_descriptors_of_caller, 0},
    {"other limits", other_limits, 0},
    {"a hundred callers at once", hundred_callers, 0},
    {"a flood of 20000 requests", flood, 0},
    {"50 times loaded, attached and freed", loads_and_unloads, 0},
    {"a caller that stops reading", stops_reading, 0},
    {"a socket that does not wait", socket_that_does_not_wait, 0},
    {"a socket that passes descriptors of processes", socket_that_passes_processes, 0},
    {0},
};
