// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "session.h"

#include "caller.h"
#include "kernel.h"
#include "library.h"
#include "privileges.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MIN_RING        4096u
#define MAX_RING        (256u << 20)
#define SITES_PROGRAM   "uprobe__"
#define ITERATOR        "iter__"
#define CALLABLE        "call__"
#define REQUESTS_MAP    "requests"
#define EXEC_ID_PROGRAM "call__parent_exec_id"

// The maps that the JVM reads or writes. The others have addresses of the kernel in them.
static const char *const PASSED[] = {
    "config", "sites", "kinds", "span_slots",     "span_words",    "counters",
    "hits",   "runs",  "ring",  "cpu_histograms", "io_histograms", "keyed_histograms"};

static struct session {
    struct bundle bundle;
    struct constants constants;
    pid_t caller;
    int is_entitled; // it had the two capabilities
    int was_asked;   // to open a bundle
    int is_open;     // it did
    int is_sealed;
    int map[MAX_MAPS];
    int program[MAX_PROGRAMS];
} session;

void session_begin(int is_entitled) {
    memset(&session, 0, sizeof(session));
    session.is_entitled = is_entitled;
    for (int i = 0; i < MAX_MAPS; i++)
        session.map[i] = NOTHING;
    for (int i = 0; i < MAX_PROGRAMS; i++)
        session.program[i] = NOTHING;
}

int session_is_sealed(void) {
    return session.is_sealed;
}

static int has_prefix(const char *name, const char *prefix) {
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static enum step failed(struct exchange *x, enum step step, int error) {
    x->answer.error = error;
    return step;
}

static enum step pass(struct exchange *x, int descriptor) {
    x->passed[x->answer.descriptors++] = descriptor;
    return STEP_DONE;
}

// ---- a bundle ----

static int is_passed(const char *name) {
    for (size_t i = 0; i < sizeof(PASSED) / sizeof(PASSED[0]); i++)
        if (strcmp(name, PASSED[i]) == 0)
            return 1;
    return 0;
}

static int is_ring_size(uint32_t bytes) {
    return bytes == 0 || (bytes >= MIN_RING && bytes <= MAX_RING && (bytes & (bytes - 1)) == 0);
}

static enum step make_maps(struct exchange *x) {
    x->is_kept = 1;
    for (uint32_t i = 0; i < session.bundle.maps; i++) {
        const struct map_spec *spec = &session.bundle.map[i];
        int is_ring = strcmp(spec->name, "ring") == 0;
        int map = kernel_map(spec, is_ring ? x->request.ring_bytes : 0);
        if (map < 0)
            return failed(x, STEP_MAP, -map);
        session.map[i] = map;
        if (is_passed(spec->name)) {
            x->answer.map[x->answer.descriptors] = (uint8_t)i;
            pass(x, map);
        }
    }
    return STEP_DONE;
}

static const struct program_spec *find_program(const char *name) {
    for (uint32_t i = 0; i < session.bundle.programs; i++)
        if (strcmp(session.bundle.program[i].name, name) == 0)
            return &session.bundle.program[i];
    return NULL;
}

// Asks the kernel which of the programs that the caller has executed is the present one. Without the
// answer, what is loaded later knows no process.
static enum step know_exec_id(struct exchange *x) {
    const struct program_spec *spec = find_program(EXEC_ID_PROGRAM);
    uint32_t id = 0;
    if (!spec)
        return STEP_DONE;
    int program =
        kernel_load(spec, session.map, session.bundle.maps, &session.constants, x->answer.log);
    int error = program < 0 ? program : kernel_run(program, &id);
    if (program >= 0)
        close(program);
    session.constants.exec_id = id;
    return error < 0 ? failed(x, STEP_LOAD, -error) : STEP_DONE;
}

// Nothing can be done with a bundle that was refused: is_open stays 0.
static enum step open_session(struct exchange *x) {
    if (session.was_asked || session.is_sealed)
        return STEP_ORDER;
    if (!session.is_entitled)
        return failed(x, STEP_CAPABILITIES, EPERM);
    if (!is_ring_size(x->request.ring_bytes))
        return STEP_MESSAGE;
    session.was_asked = 1;
    enum step step = caller_know(&session.caller, &session.constants.start, &x->answer.error);
    if (step == STEP_DONE)
        step = bundle_open(&session.bundle, x->request.bundle, &x->answer.error);
    if (step == STEP_DONE)
        step = make_maps(x);
    if (step == STEP_DONE)
        step = know_exec_id(x);
    session.constants.process = (uint64_t)session.caller;
    session.constants.timing = x->request.timing != 0;
    session.is_open = step == STEP_DONE;
    return step;
}

static enum step forget_requests(struct exchange *x) {
    for (uint32_t i = 0; i < session.bundle.maps; i++) {
        const struct map_spec *spec = &session.bundle.map[i];
        if (strcmp(spec->name, REQUESTS_MAP) == 0) {
            int error = kernel_clear(session.map[i], spec->key_size, spec->entries);
            return error < 0 ? failed(x, STEP_MAP, -error) : STEP_DONE;
        }
    }
    return STEP_DONE;
}

// ---- one of its programs ----

static enum step load(struct exchange *x, const struct program_spec *spec, int *kept) {
    if (*kept != NOTHING || session.is_sealed)
        return STEP_ORDER;
    int program =
        kernel_load(spec, session.map, session.bundle.maps, &session.constants, x->answer.log);
    if (program < 0)
        return failed(x, STEP_LOAD, -program);
    *kept = program;
    return STEP_DONE;
}

// The JVM runs it by BPF_PROG_TEST_RUN, which needs no capability. It may ask for it again, after the
// capabilities are gone. It could attach it to a raw tracepoint as well: such a program must do
// nothing for other processes, wherever it runs.
static enum step pass_callable(struct exchange *x, const struct program_spec *spec, int *kept) {
    enum step step = *kept == NOTHING ? load(x, spec, kept) : STEP_DONE;
    x->is_kept = 1;
    return step == STEP_DONE ? pass(x, *kept) : step;
}

static enum step attach(struct exchange *x, const struct program_spec *spec, int program) {
    int link = has_prefix(spec->name, ITERATOR) ? kernel_attach_iterator(program, session.caller)
                                                : kernel_attach_tracepoint(program);
    return link < 0 ? failed(x, STEP_ATTACH, -link) : pass(x, link);
}

static enum step attach_sites(struct exchange *x, int program) {
    if (x->request.sites == 0 || x->request.sites > MAX_SITES)
        return STEP_MESSAGE;
    int error = x->received == NOTHING ? EBADF : library_check(x->received);
    if (error)
        return failed(x, STEP_LIBRARY, error);
    int link = kernel_attach_sites(program, x->received, session.caller, &x->request);
    return link < 0 ? failed(x, STEP_ATTACH, -link) : pass(x, link);
}

static enum step tell_statistics(struct exchange *x, int program) {
    int error = kernel_statistics(program, &x->answer);
    return error < 0 ? failed(x, STEP_STATISTICS, -error) : STEP_DONE;
}

static enum step unload(int *kept) {
    close(*kept);
    *kept = NOTHING;
    return STEP_DONE;
}

// What there is to do with a program that is loaded.
static enum step serve_loaded(struct exchange *x, const struct program_spec *spec, int *kept) {
    int is_of_sites = has_prefix(spec->name, SITES_PROGRAM);
    int is_callable = has_prefix(spec->name, CALLABLE);
    switch (x->request.operation) {
    case OP_ATTACH:
        return is_of_sites || is_callable ? STEP_ORDER : attach(x, spec, *kept);
    case OP_SITES:
        return is_of_sites ? attach_sites(x, *kept) : STEP_ORDER;
    case OP_STATISTICS:
        return tell_statistics(x, *kept);
    case OP_UNLOAD:
        return unload(kept);
    default:
        return STEP_MESSAGE;
    }
}

static enum step serve_program(struct exchange *x) {
    if (x->request.program >= session.bundle.programs)
        return STEP_MESSAGE;
    const struct program_spec *spec = &session.bundle.program[x->request.program];
    int *kept = &session.program[x->request.program];
    int is_callable = has_prefix(spec->name, CALLABLE);
    switch (x->request.operation) {
    case OP_LOAD:
        return is_callable ? STEP_ORDER : load(x, spec, kept);
    case OP_CALLABLE:
        return is_callable ? pass_callable(x, spec, kept) : STEP_ORDER;
    case OP_STATISTICS:
        if (*kept == NOTHING)
            return failed(x, STEP_STATISTICS, EBADF);
        break;
    default:
        if (*kept == NOTHING)
            return STEP_ORDER;
    }
    return serve_loaded(x, spec, kept);
}

// ---- any request ----

int session_seal(void) {
    if (session.is_sealed)
        return 0;
    if (caller_may_wait(SO_RCVTIMEO, 0) != 0 || give_up_the_rest() != 0)
        return errno;
    session.is_sealed = 1;
    return 0;
}

static enum step serve(struct exchange *x) {
    if (x->request.operation < OP_OPEN || x->request.operation > OP_SEAL)
        return STEP_MESSAGE;
    switch (x->request.operation) {
    case OP_OPEN:
        return open_session(x);
    case OP_SEAL: {
        int error = session_seal();
        return error ? failed(x, STEP_SEAL, error) : STEP_DONE;
    }
    case OP_FORGET:
        return session.is_open ? forget_requests(x) : STEP_ORDER;
    default:
        return session.is_open ? serve_program(x) : STEP_ORDER;
    }
}

// The caller may die at any time, and another process get its id. What was made for this id is the
// caller's if the caller is there afterwards.
enum step session_serve(struct exchange *x) {
    enum step step = serve(x);
    if (session.is_open && !caller_is_there(session.caller))
        return failed(x, STEP_PEER, ESRCH);
    return step;
}
