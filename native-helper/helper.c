// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// pitot-helper: loads Pitot's programs for a JVM that has no privileges.
//
// The JVM starts it with a socket as standard input, and asks for one thing after another
// (protocol.h). The helper serves its parent and nobody else. The programs that it loads are those
// of a folder that only root can write. They are bound to the process that asks. What it passes are
// maps, links, and programs that a process runs on itself.
//
// It has two capabilities until it has loaded everything, and none afterwards.

#include "kernel.h"
#include "privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define SOCKET           STDIN_FILENO
#define SECONDS_TO_LOAD  30 // without a request meanwhile; then it seals itself
#define SECONDS_TO_WRITE 5
#define MIN_RING         4096u
#define MAX_RING         (256u << 20)
#define SITES_PROGRAM    "uprobe__"
#define ITERATOR         "iter__"
#define CALLABLE         "call__"
#define REQUESTS         "requests"

// PROC_PID_INIT_INO of include/linux/proc_ns.h.
#define INITIAL_PID_NAMESPACE 0xEFFFFFFCu

// The maps that the JVM reads or writes. The others have addresses of the kernel in them.
static const char *const PASSED[] = {"config",     "sites",          "kinds",        "span_slots",
                                     "span_words", "counters",       "hits",         "runs",
                                     "ring",       "cpu_histograms", "io_histograms"};

#define NOTHING (-1)

static struct session {
    struct bundle bundle;
    struct constants constants;
    pid_t caller;
    int is_entitled; // it had the two capabilities
    int is_open;
    int is_sealed;
    int map[MAX_MAPS];
    int program[MAX_PROGRAMS];
} session;

static struct request request;
static struct answer answer;
static int passed[MAX_MAPS]; // the descriptors of the answer
static int received = NOTHING;

static int has_prefix(const char *name, const char *prefix) {
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static enum step failed(enum step step, int error) {
    answer.error = error;
    return step;
}

static enum step pass(int descriptor) {
    passed[answer.descriptors++] = descriptor;
    return STEP_DONE;
}

// ---- the caller ----

// The parent is alive and has this id, so the id is not that of a later process. Its programs run
// under this id in the initial namespace, which is this one.
static enum step know_caller(void) {
    struct ucred peer;
    struct stat namespace;
    socklen_t size = sizeof(peer);
    if (getsockopt(SOCKET, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return failed(STEP_PEER, errno);
    if (peer.pid <= 1 || peer.pid != getppid() || peer.uid != getuid())
        return failed(STEP_PEER, 0);
    if (stat("/proc/self/ns/pid", &namespace) != 0)
        return failed(STEP_NAMESPACE, errno);
    if (namespace.st_ino != INITIAL_PID_NAMESPACE)
        return failed(STEP_NAMESPACE, 0);
    session.caller = peer.pid;
    session.constants.process = (uint64_t)peer.pid;
    return STEP_DONE;
}

// ---- the operations ----

static int is_passed(const char *name) {
    for (size_t i = 0; i < sizeof(PASSED) / sizeof(PASSED[0]); i++)
        if (strcmp(name, PASSED[i]) == 0)
            return 1;
    return 0;
}

static int is_ring_size(uint32_t bytes) {
    return bytes == 0 || (bytes >= MIN_RING && bytes <= MAX_RING && (bytes & (bytes - 1)) == 0);
}

static enum step make_maps(void) {
    for (uint32_t i = 0; i < session.bundle.maps; i++) {
        const struct map_spec *spec = &session.bundle.map[i];
        int is_ring = strcmp(spec->name, "ring") == 0;
        int map = kernel_map(spec, is_ring ? request.ring_bytes : 0);
        if (map < 0)
            return failed(STEP_MAP, -map);
        session.map[i] = map;
        if (is_passed(spec->name)) {
            answer.map[answer.descriptors] = (uint8_t)i;
            pass(map);
        }
    }
    return STEP_DONE;
}

static enum step open_session(void) {
    if (session.is_open || session.is_sealed)
        return STEP_ORDER;
    if (!session.is_entitled)
        return failed(STEP_CAPABILITIES, EPERM);
    if (!is_ring_size(request.ring_bytes))
        return STEP_MESSAGE;
    session.is_open = 1;
    session.constants.timing = request.timing != 0;
    enum step step = know_caller();
    if (step == STEP_DONE)
        step = bundle_open(&session.bundle, request.bundle, &answer.error);
    return step == STEP_DONE ? make_maps() : step;
}

static const struct program_spec *wanted_program(void) {
    return request.program < session.bundle.programs ? &session.bundle.program[request.program]
                                                     : NULL;
}

static enum step load(const struct program_spec *spec, int *program) {
    if (session.is_sealed)
        return STEP_ORDER;
    *program = kernel_load(spec, session.map, session.bundle.maps, &session.constants, answer.log);
    return *program < 0 ? failed(STEP_LOAD, -*program) : STEP_DONE;
}

static enum step load_kept(const struct program_spec *spec, int *kept) {
    int program;
    if (*kept != NOTHING || has_prefix(spec->name, CALLABLE))
        return STEP_ORDER;
    enum step step = load(spec, &program);
    if (step == STEP_DONE)
        *kept = program;
    return step;
}

// The JVM runs it by BPF_PROG_TEST_RUN, which needs no capability. It can do nothing else with it. The
// JVM may ask for it again, after the capabilities are gone.
static enum step pass_callable(const struct program_spec *spec, int *kept) {
    enum step step = STEP_DONE;
    if (!has_prefix(spec->name, CALLABLE))
        return STEP_ORDER;
    if (*kept == NOTHING)
        step = load(spec, kept);
    if (step != STEP_DONE)
        *kept = NOTHING;
    return step == STEP_DONE ? pass(*kept) : step;
}

static enum step attach(const struct program_spec *spec, const int *kept) {
    if (*kept == NOTHING || has_prefix(spec->name, SITES_PROGRAM)
        || has_prefix(spec->name, CALLABLE))
        return STEP_ORDER;
    int link = has_prefix(spec->name, ITERATOR) ? kernel_attach_iterator(*kept, session.caller)
                                                : kernel_attach_tracepoint(*kept);
    return link < 0 ? failed(STEP_ATTACH, -link) : pass(link);
}

// The caller has the library open for reading. Otherwise what the kernel says about a site would
// tell of a file that the caller may not read.
static int is_readable_file(int file) {
    struct stat s;
    int flags = fcntl(file, F_GETFL);
    return flags >= 0 && (flags & O_PATH) == 0 && (flags & O_ACCMODE) != O_WRONLY
           && fstat(file, &s) == 0 && S_ISREG(s.st_mode);
}

static enum step attach_sites(const struct program_spec *spec, const int *kept) {
    if (*kept == NOTHING || !has_prefix(spec->name, SITES_PROGRAM))
        return STEP_ORDER;
    if (request.sites == 0 || request.sites > MAX_SITES)
        return STEP_MESSAGE;
    if (received == NOTHING || !is_readable_file(received))
        return STEP_LIBRARY;
    int link = kernel_attach_sites(*kept, received, session.caller, &request);
    return link < 0 ? failed(STEP_ATTACH, -link) : pass(link);
}

static enum step tell_statistics(const int *kept) {
    int error = *kept == NOTHING ? -EBADF : kernel_statistics(*kept, &answer);
    return error < 0 ? failed(STEP_STATISTICS, -error) : STEP_DONE;
}

static enum step unload(int *kept) {
    if (*kept == NOTHING)
        return STEP_ORDER;
    close(*kept);
    *kept = NOTHING;
    return STEP_DONE;
}

static enum step forget_requests(void) {
    for (uint32_t i = 0; i < session.bundle.maps; i++) {
        const struct map_spec *spec = &session.bundle.map[i];
        if (strcmp(spec->name, REQUESTS) == 0) {
            int error = kernel_clear(session.map[i], spec->key_size, spec->entries);
            return error < 0 ? failed(STEP_MAP, -error) : STEP_DONE;
        }
    }
    return STEP_DONE;
}

static int wait_at_most(int seconds) {
    struct timeval most = {.tv_sec = seconds};
    return setsockopt(SOCKET, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
}

static enum step seal(void) {
    if (session.is_sealed)
        return STEP_DONE;
    if (wait_at_most(0) != 0 || give_up_the_rest() != 0)
        return failed(STEP_SEAL, errno);
    session.is_sealed = 1;
    return STEP_DONE;
}

static enum step serve_program(void) {
    const struct program_spec *spec = wanted_program();
    if (!spec)
        return STEP_MESSAGE;
    int *kept = &session.program[request.program];
    switch (request.operation) {
    case OP_LOAD:
        return load_kept(spec, kept);
    case OP_CALLABLE:
        return pass_callable(spec, kept);
    case OP_ATTACH:
        return attach(spec, kept);
    case OP_SITES:
        return attach_sites(spec, kept);
    case OP_STATISTICS:
        return tell_statistics(kept);
    case OP_UNLOAD:
        return unload(kept);
    default:
        return STEP_MESSAGE;
    }
}

static enum step serve(void) {
    switch (request.operation) {
    case OP_OPEN:
        return open_session();
    case OP_SEAL:
        return seal();
    case OP_FORGET:
        return session.is_open ? forget_requests() : STEP_ORDER;
    default:
        return session.is_open ? serve_program() : STEP_ORDER;
    }
}

// ---- the conversation ----

union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(passed))];
};

static void take_descriptor(struct msghdr *message) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
            if (received == NOTHING)
                received = descriptor;
            else
                close(descriptor);
        }
    }
}

static int is_request(ssize_t length, const struct msghdr *message) {
    return length == (ssize_t)sizeof(request)
           && (message->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0
           && request.magic == PROTOCOL_MAGIC && request.version == PROTOCOL_VERSION;
}

enum received {
    ENDED,
    AGAIN,
    BAD,
    GOOD
};

// Waits for a request.
static enum received receive(void) {
    union control control;
    struct iovec whole = {.iov_base = &request, .iov_len = sizeof(request)};
    struct msghdr message = {.msg_iov = &whole,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    ssize_t length = recvmsg(SOCKET, &message, MSG_CMSG_CLOEXEC);
    if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        seal(); // the caller took too long
        return AGAIN;
    }
    if (length <= 0)
        return length < 0 && errno == EINTR ? AGAIN : ENDED;
    take_descriptor(&message);
    return is_request(length, &message) ? GOOD : BAD;
}

static int reply(void) {
    union control control;
    struct iovec whole = {.iov_base = &answer, .iov_len = sizeof(answer)};
    struct msghdr message = {.msg_iov = &whole, .msg_iovlen = 1};
    size_t size = answer.descriptors * sizeof(int);
    memset(&control, 0, sizeof(control));
    if (size > 0) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(c), passed, size);
    }
    return sendmsg(SOCKET, &message, MSG_NOSIGNAL) == (ssize_t)sizeof(answer) ? 0 : -1;
}

// What the caller has now, the helper needs no more, except for maps and kept programs.
static void close_passed(void) {
    int is_kept = request.operation == OP_OPEN || request.operation == OP_CALLABLE;
    for (uint32_t i = 0; i < answer.descriptors && !is_kept; i++)
        close(passed[i]);
    if (received != NOTHING)
        close(received);
    received = NOTHING;
}

static void converse(void) {
    for (enum received what = receive(); what != ENDED; what = receive()) {
        if (what == AGAIN)
            continue;
        memset(&answer, 0, sizeof(answer));
        answer.magic = PROTOCOL_MAGIC;
        answer.version = PROTOCOL_VERSION;
        answer.operation = request.operation;
        answer.step = what == GOOD ? serve() : STEP_MESSAGE;
        if (answer.step != STEP_DONE)
            answer.descriptors = 0;
        int error = reply();
        close_passed();
        if (error || what == BAD)
            return;
    }
}

// ---- the start ----

static int set_limits(void) {
    struct timeval write = {.tv_sec = SECONDS_TO_WRITE};
    struct rlimit none = {0, 0};
    return wait_at_most(SECONDS_TO_LOAD)
           | setsockopt(SOCKET, SOL_SOCKET, SO_SNDTIMEO, &write, sizeof(write))
           | setrlimit(RLIMIT_CORE, &none);
}

// Closes what the caller left open by mistake, and leaves the caller's terminal and folder.
static void leave_callers_world(void) {
    syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    clearenv();
    setsid();
    if (chdir("/") != 0)
        _exit(1);
    umask(S_IRWXG | S_IRWXO);
}

int main(void) {
    session.is_entitled = keep_two_capabilities() == 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return 1;
    leave_callers_world();
    if (set_limits() != 0)
        return 1;
    memset(session.map, NOTHING, sizeof(session.map));
    memset(session.program, NOTHING, sizeof(session.program));
    converse();
    return 0;
}
