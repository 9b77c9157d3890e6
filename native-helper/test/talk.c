// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "talk.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 30 // seconds

struct places places;

_Noreturn void not_so(const char *what, const char *file, int line) {
    fprintf(stderr, "%s:%d: not so: %s (errno %d: %s)\n", file, line, what, errno, strerror(errno));
    _exit(1);
}

// ---- the helper's process ----

pid_t start_helper_at(int far) {
    pid_t child = fork();
    if (child == 0) {
        dup2(far, STDIN_FILENO);
        execl(places.helper, "pitot-helper", (char *)NULL);
        _exit(errno);
    }
    EXPECT(child > 0);
    return child;
}

struct talk start_helper(int keep_far) {
    struct timeval patience = {.tv_sec = PATIENCE};
    int ends[2];
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    struct talk t = {.socket = ends[0], .far = ends[1], .helper = start_helper_at(ends[1])};
    if (!keep_far) {
        close(t.far);
        t.far = -1;
    }
    return t;
}

void expect_end(struct talk *t) {
    int status = -1;
    EXPECT(waitpid(t->helper, &status, 0) == t->helper);
    EXPECT(WIFEXITED(status));
    close(t->socket);
}

void end_helper(struct talk *t) {
    close(t->socket);
    t->socket = -1;
    expect_end(t);
}

// ---- messages ----

struct request new_request(enum operation operation) {
    struct request q;
    memset(&q, 0, sizeof(q));
    q.magic = PROTOCOL_MAGIC;
    q.version = PROTOCOL_VERSION;
    q.operation = (uint16_t)operation;
    return q;
}

void send_bytes(const struct talk *t, const void *bytes, size_t length, const int *descriptors,
                size_t count) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(253 * sizeof(int))]; // SCM_MAX_FD
    } control;
    struct iovec whole = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &whole, .msg_iovlen = 1};
    memset(&control, 0, sizeof(control));
    if (count) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(c), descriptors, count * sizeof(int));
    }
    EXPECT(sendmsg(t->socket, &message, MSG_NOSIGNAL) == (ssize_t)length);
}

void get_reply(const struct talk *t, struct reply *r) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(MAX_MAPS * sizeof(int))];
    } control;
    struct iovec whole = {.iov_base = &r->answer, .iov_len = sizeof(r->answer)};
    struct msghdr message = {.msg_iov = &whole,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    memset(r, 0, sizeof(*r));
    r->length = recvmsg(t->socket, &message, MSG_CMSG_CLOEXEC);
    r->flags = message.msg_flags;
    struct cmsghdr *c = r->length > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (c) {
        r->descriptors = (uint32_t)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(r->descriptor, CMSG_DATA(c), r->descriptors * sizeof(int));
    }
}

void close_descriptors(struct reply *r) {
    for (uint32_t i = 0; i < r->descriptors; i++)
        close(r->descriptor[i]);
}

void ask(const struct talk *t, const struct request *q, int descriptor, struct reply *r) {
    send_bytes(t, q, sizeof(*q), &descriptor, descriptor >= 0);
    get_reply(t, r);
}

void expect_step(const struct talk *t, const char *file, int line, const struct request *q,
                 int descriptor, enum step step, int error, uint32_t descriptors) {
    struct reply r;
    ask(t, q, descriptor, &r);
    close_descriptors(&r);
    if (r.length == (ssize_t)sizeof(r.answer) && r.answer.step == step && r.answer.error == error
        && r.answer.operation == q->operation && r.answer.descriptors == descriptors
        && r.descriptors == descriptors)
        return;
    fprintf(stderr,
            "%s:%d: expected step %d, errno %d, %u descriptors; got %zd bytes, step %u, errno %d, "
            "%u descriptors\n",
            file, line, (int)step, error, descriptors, r.length, r.answer.step, r.answer.error,
            r.descriptors);
    _exit(1);
}

void expect_simple(const struct talk *t, enum operation operation, uint32_t program, enum step step,
                   int error, uint32_t descriptors) {
    struct request q = new_request(operation);
    q.program = program;
    EXPECT_STEP(t, &q, -1, step, error, descriptors);
}

void open_bundle(const struct talk *t) {
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    EXPECT_STEP(t, &q, -1, STEP_DONE, 0, 2);
}

struct request sites_request(void) {
    struct request q = new_request(OP_SITES);
    q.program = SITES;
    q.sites = 1;
    q.offset[0] = 0x1000;
    return q;
}

// ---- users ----

void become_user(int in_group) {
    EXPECT(setgroups(in_group ? 1 : 0, &places.group) == 0);
    EXPECT(setresgid(USER, USER, USER) == 0 && setresuid(USER, USER, USER) == 0);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); // as a process that has always been the user's
}

pid_t fork_user(int in_group, void (*run)(void)) {
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        become_user(in_group);
        run();
        _exit(0);
    }
    return child;
}

int succeeded(pid_t child) {
    int status = -1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// ---- descriptors between the tests' own processes ----

int send_descriptor(int socket, int descriptor) {
    struct talk t = {.socket = socket};
    send_bytes(&t, "", 1, &descriptor, 1);
    return 0;
}

int take_descriptor(int socket) {
    struct talk t = {.socket = socket};
    struct reply r;
    get_reply(&t, &r);
    return r.descriptors == 1 ? r.descriptor[0] : -1;
}
