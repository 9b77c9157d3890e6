// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Messages that are no requests.

#include "talk.h"
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// The answer is STEP_MESSAGE, and then the helper ends.
static void expect_bad(const void *bytes, size_t length, const int *descriptors, size_t count) {
    struct talk t = start_helper(0);
    struct reply r;
    send_bytes(&t, bytes, length, descriptors, count);
    get_reply(&t, &r);
    EXPECT(r.length == (ssize_t)sizeof(r.answer) && r.answer.step == STEP_MESSAGE);
    EXPECT(r.descriptors == 0);
    get_reply(&t, &r);
    EXPECT(r.length <= 0);
    expect_end(&t);
}

static void truncated(void) {
    struct request q = new_request(OP_SEAL);
    for (size_t length = 1; length < sizeof(q); length += 509)
        expect_bad(&q, length, NULL, 0);
    expect_bad(&q, sizeof(q) - 1, NULL, 0);
}

static void oversized(void) {
    struct request q[16];
    memset(q, 0, sizeof(q));
    q[0] = new_request(OP_SEAL);
    expect_bad(q, sizeof(q[0]) + 1, NULL, 0);
    expect_bad(q, sizeof(q), NULL, 0);
}

// A message without a byte cannot be told from the end.
static void empty(void) {
    struct talk t = start_helper(0);
    struct reply r;
    send_bytes(&t, "", 0, NULL, 0);
    get_reply(&t, &r);
    EXPECT(r.length <= 0);
    expect_end(&t);
}

static void wrong_header(void) {
    struct request q = new_request(OP_SEAL);
    q.magic++;
    expect_bad(&q, sizeof(q), NULL, 0);
    q = new_request(OP_SEAL);
    q.version++;
    expect_bad(&q, sizeof(q), NULL, 0);
}

static void random_bytes(void) {
    static uint8_t bytes[3 * sizeof(struct request)];
    for (int i = 0; i < 300; i++) {
        size_t length = 1 + (size_t)random() % sizeof(bytes);
        for (size_t j = 0; j < length; j++)
            bytes[j] = (uint8_t)random();
        expect_bad(bytes, length, NULL, 0);
    }
}

// Each has an answer that says what it is about, whatever is asked, and in whatever order.
static void random_requests(void) {
    struct request q;
    struct reply r;
    int file = open(places.libjvm, O_RDONLY | O_CLOEXEC);
    struct talk t = start_helper(0);
    open_bundle(&t);
    for (int i = 0; i < 4000; i++) {
        q = new_request((enum operation)(random() % 12));
        if (q.operation == OP_SEAL && random() % 100)
            continue;
        q.program = (uint32_t)random() % (PROGRAMS + 2);
        q.sites = (uint32_t)random() % (MAX_SITES + 2);
        q.offset[0] = (uint64_t)random() % 0x4000;
        q.at_return = (uint32_t)random() % 2;
        ask(&t, &q, random() % 2 ? file : -1, &r);
        EXPECT(r.length == (ssize_t)sizeof(r.answer) && r.answer.operation == q.operation);
        EXPECT(r.answer.step <= STEP_SEAL && r.answer.descriptors == r.descriptors);
        EXPECT(r.answer.step == STEP_DONE || r.descriptors == 0);
        close_descriptors(&r);
        if (q.operation == OP_SEAL) {
            end_helper(&t);
            t = start_helper(0);
            open_bundle(&t);
        }
    }
    end_helper(&t);
}

static void unknown(void) {
    struct talk t = start_helper(0);
    expect_simple(&t, 0, 0, STEP_MESSAGE, 0, 0);
    expect_simple(&t, OP_SEAL + 1, 0, STEP_MESSAGE, 0, 0);
    open_bundle(&t);
    expect_simple(&t, (enum operation)0xffff, 0, STEP_MESSAGE, 0, 0);
    expect_simple(&t, OP_LOAD, PROGRAMS, STEP_MESSAGE, 0, 0);
    expect_simple(&t, OP_UNLOAD, UINT32_MAX, STEP_MESSAGE, 0, 0);
    end_helper(&t);
}

static void ring_sizes(void) {
    static const uint32_t sizes[] = {1, 4095, 2048, 5000, 512u << 20, 1u << 31, UINT32_MAX};
    struct talk t = start_helper(0);
    struct request q = new_request(OP_OPEN);
    memcpy(q.bundle, places.bundle, HASH_BYTES);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        q.ring_bytes = sizes[i];
        EXPECT_STEP(&t, &q, -1, STEP_MESSAGE, 0, 0);
    }
    q.ring_bytes = 8192;
    EXPECT_STEP(&t, &q, -1, STEP_DONE, 0, 2);
    end_helper(&t);
}

// 64 descriptors are closed. What does not fit makes it no request.
static void many_descriptors(void) {
    enum {
        MOST = 253
    };
    int descriptors[MOST];
    struct request q = new_request(OP_SEAL);
    for (int i = 0; i < MOST; i++)
        descriptors[i] = STDERR_FILENO;
    expect_bad(&q, sizeof(q), descriptors, MOST);
    struct talk t = start_helper(0);
    for (int i = 0; i < 100; i++) {
        struct reply r;
        q = new_request(OP_LOAD);
        send_bytes(&t, &q, sizeof(q), descriptors, MAX_MAPS);
        get_reply(&t, &r);
        EXPECT(r.answer.step == STEP_ORDER);
    }
    end_helper(&t);
}

const struct test MESSAGE_TESTS[] = {
    {"a truncated message", truncated, 0},
    {"an oversized message", oversized, 0},
    {"an empty message", empty, 0},
    {"a wrong magic or version", wrong_header, 0},
    {"300 messages of random bytes", random_bytes, 0},
    {"4000 random requests", random_requests, 0},
    {"an unknown operation, a program out of range", unknown, 0},
    {"ring sizes", ring_sizes, 0},
    {"many descriptors", many_descriptors, 0},
    {0},
};
