// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// A caller of the helper: starts it, asks, and looks at the answers. What is not as expected ends
// the process with a line that says where.
#ifndef PITOT_TEST_TALK_H
#define PITOT_TEST_TALK_H

#include "../protocol.h"
#include "bundles.h"

#include <sys/types.h>

#define USER 65534 // nobody

#define EXPECT(what)        ((what) ? (void)0 : not_so(#what, __FILE__, __LINE__))
#define EXPECT_STEP(t, ...) expect_step((t), __FILE__, __LINE__, __VA_ARGS__)

// Where things are. Set once, by main.
extern struct places {
    const char *helper;
    const char *bundles; // the folder
    const char *libjvm;  // a file that calls itself so
    const char *other;   // another library
    gid_t group;
    struct targets targets;
    uint8_t bundle[HASH_BYTES]; // the hash of the good one
} places;

struct talk {
    int socket;
    int far; // the helper's end, if it is kept
    pid_t helper;
};

struct reply {
    struct answer answer;
    int descriptor[MAX_MAPS];
    uint32_t descriptors;
    int flags; // of recvmsg
    ssize_t length;
};

_Noreturn void not_so(const char *what, const char *file, int line);

// Starts the helper as a child. `far` is kept open where `keep_far`.
struct talk start_helper(int keep_far);
pid_t start_helper_at(int far);
void end_helper(struct talk *t);

struct request new_request(enum operation operation);
void send_bytes(const struct talk *t, const void *bytes, size_t length, const int *descriptors,
                size_t count);
void get_reply(const struct talk *t, struct reply *r);
void close_descriptors(struct reply *r);

// Asks, and gets the answer.
void ask(const struct talk *t, const struct request *q, int descriptor, struct reply *r);

// Asks, closes what is passed, and expects the answer: this step, and as many descriptors.
void expect_step(const struct talk *t, const char *file, int line, const struct request *q,
                 int descriptor, enum step step, int error, uint32_t descriptors);

// One after the other, each as expected.
void open_bundle(const struct talk *t);
void expect_simple(const struct talk *t, enum operation operation, uint32_t program, enum step step,
                   int error, uint32_t descriptors);
struct request sites_request(void);

// The helper ends by itself.
void expect_end(struct talk *t);

// A process of the user without privileges, in the group or not.
void become_user(int in_group);
pid_t fork_user(int in_group, void (*run)(void));
int succeeded(pid_t child);

int send_descriptor(int socket, int descriptor);
int take_descriptor(int socket);

#endif
