// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "conversation.h"

#include "caller.h"
#include "session.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECONDS_TO_LOAD  30 // without a request meanwhile; then it seals itself
#define SECONDS_TO_WRITE 5

#ifndef SCM_PIDFD
#define SCM_PIDFD 4 // include/linux/socket.h, since Linux 6.5
#endif

static struct exchange exchange;

union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(exchange.passed))];
};

int conversation_begin(void) {
    return caller_may_wait(SO_RCVTIMEO, SECONDS_TO_LOAD)
           | caller_may_wait(SO_SNDTIMEO, SECONDS_TO_WRITE);
}

// ---- a request ----

// Takes the first descriptor and closes the others. The caller may have asked the socket for
// descriptors of processes as well (SO_PASSPIDFD).
static void take_descriptors(struct msghdr *message) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET
            || (c->cmsg_type != SCM_RIGHTS && c->cmsg_type != SCM_PIDFD))
            continue;
        size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
            if (exchange.received == NOTHING && c->cmsg_type == SCM_RIGHTS)
                exchange.received = descriptor;
            else
                close(descriptor);
        }
    }
}

static int is_request(ssize_t length, const struct msghdr *message) {
    return length == (ssize_t)sizeof(exchange.request)
           && (message->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0
           && exchange.request.magic == PROTOCOL_MAGIC
           && exchange.request.version == PROTOCOL_VERSION;
}

enum received {
    ENDED,
    AGAIN,
    BAD,
    GOOD
};

// The caller was silent for too long. Or it has made the socket one that never waits: then the
// helper ends, at the second time.
static enum received seal_in_time(void) {
    return !session_is_sealed() && session_seal() == 0 ? AGAIN : ENDED;
}

// Waits for a request.
static enum received receive(void) {
    union control control;
    struct iovec whole = {.iov_base = &exchange.request, .iov_len = sizeof(exchange.request)};
    struct msghdr message = {.msg_iov = &whole,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    memset(&exchange, 0, sizeof(exchange));
    exchange.received = NOTHING;
    ssize_t length = recvmsg(SOCKET, &message, MSG_CMSG_CLOEXEC);
    if (length < 0 && errno == EINTR)
        return AGAIN;
    if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return seal_in_time();
    if (length <= 0)
        return ENDED;
    take_descriptors(&message);
    return is_request(length, &message) ? GOOD : BAD;
}

// ---- its answer ----

static int reply(void) {
    union control control;
    struct iovec whole = {.iov_base = &exchange.answer, .iov_len = sizeof(exchange.answer)};
    struct msghdr message = {.msg_iov = &whole, .msg_iovlen = 1};
    size_t size = exchange.answer.descriptors * sizeof(int);
    ssize_t sent;
    memset(&control, 0, sizeof(control));
    if (size > 0) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(c), exchange.passed, size);
    }
    do {
        sent = sendmsg(SOCKET, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)sizeof(exchange.answer) ? 0 : -1;
}

// What the caller has now, the helper needs no more, except for maps and loaded programs.
static void close_passed(void) {
    for (uint32_t i = 0; i < exchange.answer.descriptors && !exchange.is_kept; i++)
        close(exchange.passed[i]);
    if (exchange.received != NOTHING)
        close(exchange.received);
}

// Returns whether there may be another request.
static int answer(enum received what) {
    struct answer *a = &exchange.answer;
    a->magic = PROTOCOL_MAGIC;
    a->version = PROTOCOL_VERSION;
    a->operation = exchange.request.operation;
    a->step = what == GOOD ? session_serve(&exchange) : STEP_MESSAGE;
    if (a->step != STEP_DONE)
        a->descriptors = 0;
    int error = reply();
    close_passed();
    return !error && what == GOOD && a->step != STEP_PEER && a->step != STEP_SEAL;
}

void converse(void) {
    enum received what = receive();
    while (what == AGAIN || (what != ENDED && answer(what)))
        what = receive();
}
