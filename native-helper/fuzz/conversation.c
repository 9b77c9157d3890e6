// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Fuzz target: messages on a real socket, and the kernel behind it. The process asks itself; it
// keeps its capabilities and its system calls, so that it can go on.
//
// An input is a list of messages. A message is a byte of MESSAGE_* and
//   raw:      16 bits length, and as many bytes
//   a request: operation, program, 16 bits of sites, 16 bits of an offset, ring_bytes as a power
//              of 2, and other settings; each a byte if nothing else is said

#include "../caller.h"
#include "../conversation.h"
#include "../privileges.h"
#include "../session.c" // NOLINT(bugprone-suspicious-include): to close what a session has
#include "../sha256.h"
#include "../test/bundles.h"
#include "target.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#define MESSAGE_RAW      1
#define MESSAGE_LIBRARY  2 // comes with it
#define MESSAGE_OTHER    4 // another descriptor comes with it
#define MESSAGE_STRANGER 8 // asks for a bundle that there is not
#define MOST_MESSAGES    24
#define COMPACT          8

static uint8_t hash[HASH_BYTES];
static int library;
static int other;

// ---- instead of caller.c and privileges.c ----

enum step caller_know(pid_t *caller, uint64_t *start, int *error) {
    *caller = getpid();
    *start = 1;
    *error = 0;
    return STEP_DONE;
}

int caller_is_there(pid_t caller) {
    return caller == getpid();
}

int caller_may_wait(int option, int seconds) {
    (void)option;
    (void)seconds;
    return 0;
}

int give_up_the_rest(void) {
    return 0;
}

// ---- the input ----

struct input {
    const uint8_t *at;
    size_t left;
};

static void send_message(int socket, const void *bytes, size_t length, int descriptor) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec whole = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &whole, .msg_iovlen = 1};
    memset(&control, 0, sizeof(control));
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof(control.room);
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &descriptor, sizeof(int));
    }
    sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static struct request compact_request(const uint8_t *c, int kind) {
    struct request q;
    memset(&q, 0, sizeof(q));
    q.magic = PROTOCOL_MAGIC;
    q.version = PROTOCOL_VERSION;
    q.operation = c[0];
    q.program = c[1];
    q.sites = (uint32_t)c[2] | (uint32_t)c[3] << 8;
    for (uint64_t i = 0; i < MAX_SITES; i++) {
        q.offset[i] = ((uint64_t)c[4] | (uint64_t)c[5] << 8) + 8 * i;
        q.cookie[i] = i;
    }
    q.ring_bytes = c[6] ? 1u << (c[6] % 20) : 0;
    q.at_return = c[7] & 1;
    q.timing = c[7] & 2;
    memcpy(q.bundle, hash, HASH_BYTES);
    if (kind & MESSAGE_STRANGER)
        q.bundle[0] ^= 1;
    return q;
}

// Returns 0 at the end of the input.
static int send_next(int socket, struct input *in) {
    if (in->left < 1 + COMPACT)
        return 0;
    int kind = in->at[0];
    int descriptor = kind & MESSAGE_LIBRARY ? library : kind & MESSAGE_OTHER ? other : -1;
    size_t length = COMPACT;
    if (kind & MESSAGE_RAW) {
        length = 2 + ((size_t)in->at[1] | (size_t)in->at[2] << 8);
        if (length > in->left - 1)
            length = in->left - 1;
        send_message(socket, in->at + 3, length - 2, descriptor);
    } else {
        struct request q = compact_request(in->at + 1, kind);
        send_message(socket, &q, sizeof(q), descriptor);
    }
    in->at += 1 + length;
    in->left -= 1 + length;
    return 1;
}

// ---- the target ----

static void plant(void) {
    static struct made_bundle b;
    const char *tracepoint = getenv("PITOT_TRACEPOINT");
    const char *iterator = getenv("PITOT_ITERATOR");
    struct targets targets = {.tracepoint =
                                  (uint32_t)strtoul(tracepoint ? tracepoint : "0", NULL, 10),
                              .walk = (uint32_t)strtoul(iterator ? iterator : "0", NULL, 10)};
    char path[512];
    int n = snprintf(path, sizeof(path), "%s/", BUNDLES);
    make_bundle(&b, targets);
    sha256(b.bytes, b.length, hash);
    for (int i = 0; i < HASH_BYTES; i++)
        n += snprintf(path + n, sizeof(path) - (size_t)n, "%02x", hash[i]);
    snprintf(path + n, sizeof(path) - (size_t)n, ".bundle");
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || write(file, b.bytes, b.length) != (ssize_t)b.length)
        abort();
    close(file);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    const char *libjvm = getenv("PITOT_LIBJVM");
    plant();
    library = libjvm ? open(libjvm, O_RDONLY | O_CLOEXEC) : -1;
    other = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    return library < 0 || other < 0 || dup2(other, SOCKET) < 0;
}

static void close_session(void) {
    for (int i = 0; i < MAX_MAPS; i++)
        if (session.map[i] != NOTHING)
            close(session.map[i]);
    for (int i = 0; i < MAX_PROGRAMS; i++)
        if (session.program[i] != NOTHING)
            close(session.program[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct input in = {bytes, length};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
        abort();
    dup2(ends[1], SOCKET);
    close(ends[1]);
    for (int i = 0; i < MOST_MESSAGES && send_next(ends[0], &in); i++)
        continue;
    shutdown(ends[0], SHUT_WR);
    session_begin(1);
    converse();
    close_session();
    dup2(other, SOCKET); // so that no other file gets the number
    close(ends[0]);
    return 0;
}
