// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "caller.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <unistd.h>

// PROC_PID_INIT_INO, PROC_USER_INIT_INO and PROC_TIME_INIT_INO of include/linux/proc_ns.h.
#define INITIAL_PID_NAMESPACE  0xEFFFFFFCu
#define INITIAL_USER_NAMESPACE 0xEFFFFFFDu
#define INITIAL_TIME_NAMESPACE 0xEFFFFFFAu

#define START_FIELD    22 // of /proc/PID/stat, see proc_pid_stat(5)
#define NANOS_IN_TICK  10000000u
#define MAX_STAT_BYTES 1024

static enum step check_namespace(const char *path, ino_t initial, int *error) {
    struct stat namespace;
    if (stat(path, &namespace) != 0) {
        *error = errno;
        return STEP_NAMESPACE;
    }
    return namespace.st_ino == initial ? STEP_DONE : STEP_NAMESPACE;
}

// Programs compare ids of the initial PID namespace. In another user namespace the capabilities are
// not those that the kernel asks for, and / may be anybody's.
static enum step check_namespaces(int *error) {
    struct statfs proc;
    if (statfs("/proc", &proc) != 0) {
        *error = errno;
        return STEP_NAMESPACE;
    }
    if (proc.f_type != PROC_SUPER_MAGIC)
        return STEP_NAMESPACE;
    enum step step = check_namespace("/proc/self/ns/pid", INITIAL_PID_NAMESPACE, error);
    if (step == STEP_DONE)
        step = check_namespace("/proc/self/ns/user", INITIAL_USER_NAMESPACE, error);
    if (step == STEP_DONE && access("/proc/self/ns/time", F_OK) == 0) // since Linux 5.6, if at all
        step = check_namespace("/proc/self/ns/time", INITIAL_TIME_NAMESPACE, error);
    return step;
}

// The number in a field of a line whose second field is a name in parentheses, which may hold any
// characters; 0: there is none.
static uint64_t number_in(const char *line, int field) {
    const char *at = strrchr(line, ')');
    for (int i = 2; at && i < field; i++)
        at = strchr(at + 1, ' ');
    return at ? strtoull(at, NULL, 10) : 0;
}

// Reads when the process was started.
static enum step read_start(pid_t process, uint64_t *start, int *error) {
    char name[32];
    char line[MAX_STAT_BYTES];
    snprintf(name, sizeof(name), "/proc/%d/stat", process);
    int file = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, line, sizeof(line) - 1);
    *error = length < 0 ? errno : 0;
    if (file >= 0)
        close(file);
    line[length > 0 ? length : 0] = 0;
    *start = number_in(line, START_FIELD) * NANOS_IN_TICK;
    return *start ? STEP_DONE : STEP_PEER;
}

// The socket's maker may be dead, and its id that of another process, which became the parent when
// the real one died. A signal is permitted to a process of the same user only.
enum step caller_know(pid_t *caller, uint64_t *start, int *error) {
    struct ucred peer;
    socklen_t size = sizeof(peer);
    enum step step = check_namespaces(error);
    if (step != STEP_DONE)
        return step;
    *error = 0;
    if (getsockopt(SOCKET, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        *error = errno;
        return STEP_PEER;
    }
    if (peer.pid <= 1 || peer.uid != getuid() || kill(peer.pid, 0) != 0
        || !caller_is_there(peer.pid))
        return STEP_PEER;
    *caller = peer.pid;
    step = read_start(peer.pid, start, error);
    // So the start is that of the parent, which is still the same.
    return step == STEP_DONE && !caller_is_there(peer.pid) ? STEP_PEER : step;
}

int caller_may_wait(int option, int seconds) {
    struct timeval most = {.tv_sec = seconds};
    return setsockopt(SOCKET, SOL_SOCKET, option, &most, sizeof(most));
}

int caller_is_there(pid_t caller) {
    return getppid() == caller;
}
