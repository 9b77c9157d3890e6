// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What a JVM and the helper say to each other: one request, one answer, each one message of a fixed
// size on a socket of SOCK_SEQPACKET. Numbers are in the machine's order, since both are on it.
// dev.pitot.helper.Messages has the same offsets.
#ifndef PITOT_PROTOCOL_H
#define PITOT_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#define PROTOCOL_MAGIC   0x54495048u // "HPIT"
#define PROTOCOL_VERSION 1

#define MAX_MAPS     64
#define MAX_PROGRAMS 64
#define MAX_SITES    256
#define HASH_BYTES   32
#define LOG_BYTES    3072

// Descriptors travel beside a message (SCM_RIGHTS).
enum operation {
    OP_OPEN = 1, // makes the maps of a bundle; the answer has those that the JVM uses
    OP_LOAD,     // loads a program, which the helper keeps
    OP_ATTACH, // attaches a loaded program of a tracepoint or an iterator; the answer has the link
    OP_SITES, // attaches the program for libjvm's sites; comes with the library, answers with the link
    OP_CALLABLE,   // the answer has a program that the JVM runs on itself
    OP_STATISTICS, // tells how often a program ran
    OP_FORGET,     // empties the map of block requests
    OP_UNLOAD,     // frees a program; its links stay
    OP_SEAL,       // gives up all capabilities: nothing can be loaded any more
};

// What went wrong. `error` has the errno, or 0.
enum step {
    STEP_DONE,
    STEP_MESSAGE,      // not a request of this version
    STEP_ORDER,        // not possible now, or twice
    STEP_CAPABILITIES, // the helper has none: no file capabilities, or no_new_privs
    STEP_PEER,         // the caller is not the helper's parent and user
    STEP_NAMESPACE,    // not in the initial PID namespace
    STEP_FOLDER,       // a folder on the way to the bundles is not root's alone
    STEP_NO_BUNDLE,    // no bundle of this name
    STEP_BUNDLE_FILE,  // a symbolic link, not a regular file, another link to it, too large
    STEP_BUNDLE_OWNER, // not root's alone
    STEP_BUNDLE_HASH,  // not what its name says
    STEP_BUNDLE_FORMAT,
    STEP_BUNDLE_KERNEL, // for another kernel
    STEP_MAP,
    STEP_LOAD,
    STEP_ATTACH,
    STEP_LIBRARY, // no library came with the request, or one that the caller may not read
    STEP_STATISTICS,
    STEP_SEAL,
};

struct request {
    uint32_t magic;
    uint16_t version;
    uint16_t operation;
    uint32_t program;    // its place in the bundle
    uint32_t sites;      // OP_SITES: how many
    uint32_t at_return;  // OP_SITES: 1: where these functions return
    uint32_t ring_bytes; // OP_OPEN: 0: as the bundle has it
    uint32_t timing;     // OP_OPEN: 1: the programs time themselves
    uint32_t pad;
    uint8_t bundle[HASH_BYTES]; // OP_OPEN: SHA-256 of the bundle's file
    uint64_t offset[MAX_SITES]; // OP_SITES: in the library, bytes
    uint64_t cookie[MAX_SITES];
};

struct answer {
    uint32_t magic;
    uint16_t version;
    uint16_t operation;
    uint32_t step;
    int32_t error;
    uint32_t descriptors; // how many come with it
    uint32_t pad;
    uint64_t runs; // OP_STATISTICS
    uint64_t nanos;
    uint64_t missed;
    uint8_t map[MAX_MAPS]; // OP_OPEN: by descriptor, the map's place in the bundle
    char log[LOG_BYTES];   // STEP_LOAD: the end of the verifier's log
};

#define IS_AT(type, member, offset) \
    _Static_assert(offsetof(type, member) == (offset), "as in dev.pitot.helper.Messages")
IS_AT(struct request, program, 8);
IS_AT(struct request, sites, 12);
IS_AT(struct request, at_return, 16);
IS_AT(struct request, ring_bytes, 20);
IS_AT(struct request, timing, 24);
IS_AT(struct request, bundle, 32);
IS_AT(struct request, offset, 64);
IS_AT(struct request, cookie, 64 + 8 * MAX_SITES);
_Static_assert(sizeof(struct request) == 64 + 16 * MAX_SITES, "as in dev.pitot.helper.Messages");
IS_AT(struct answer, step, 8);
IS_AT(struct answer, error, 12);
IS_AT(struct answer, runs, 24);
IS_AT(struct answer, nanos, 32);
IS_AT(struct answer, missed, 40);
IS_AT(struct answer, map, 48);
IS_AT(struct answer, log, 112);
_Static_assert(sizeof(struct answer) == 112 + LOG_BYTES, "as in dev.pitot.helper.Messages");

#endif
