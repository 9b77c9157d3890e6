// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What user space writes and the programs only read: the settings, and where the arguments of the
// probes are. dev.pitot.record.Layout has the same offsets.
#ifndef PITOT_CONFIG_H
#define PITOT_CONFIG_H

#include "limits.h"
#include "records.h"

// What the task iterator does: make the accounts, or report them.
enum {
    WALK_ADOPT,
    WALK_REPORT,
};

#define NOT_WANTED (~0ULL) // in threshold[]; in most[] it means: no limit

struct config {
    u64 walk;                    // WALK_*
    u64 threshold[RECORD_TYPES]; // ns
    u64 most[RECORD_TYPES];      // records in a window
    u64 window[RECORD_TYPES];    // ns
    u64 timed;                   // the programs time their own runs
    u64 histograms;              // bit HISTOGRAM_* x UNITS + unit: wanted
    u64 keyed;                   // bit (BY_* x HISTOGRAMS + HISTOGRAM_*) x UNITS + unit: wanted
    u64 alarm;                   // bytes in the ring buffer at which its reader is woken up
    u32 tag[16];                 // by phase
};

// A tag is a phase and the number of the time that its probes are attached for; 0: they are not
// attached. A frame keeps the tag of its begin. An end with another tag is no end of that frame.
#define PHASE_OF(tag) (0xff & (tag))

// What a probe site means.
enum {
    ROLE_BEGIN,
    ROLE_END,
    ROLE_CLASS_BEGIN,
    ROLE_CLASS_LOADED,
    ROLE_CLASS_END,
    ROLE_THREAD_START,
    ROLE_COLLECTS,
    ROLE_END_BY_WORKERS,
};

// How an argument of a USDT probe is found.
enum {
    ARGUMENT_ABSENT,
    ARGUMENT_CONSTANT,
    ARGUMENT_REGISTER,
    ARGUMENT_MEMORY,
};

struct argument {
    u8 how; // ARGUMENT_*
    u8 size;
    u8 is_signed;
    u8 shift;
    u32 reg;   // offset in struct pt_regs
    s64 value; // the constant, or the displacement
};

struct site {
    u8 phase;
    u8 role; // ROLE_*
    u8 texts;
    u8 pad[5];
    struct argument text[4][2]; // pointer, length
    struct argument value[2];
};

// All sites are one value of a map, so that user space replaces them at once.
struct sites {
    struct site site[MAX_SITES];
};

#endif
