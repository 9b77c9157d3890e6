// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "caller.h"

#include <errno.h>
#include <linux/magic.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <unistd.h>

// PROC_PID_INIT_INO and PROC_USER_INIT_INO of include/linux/proc_ns.h.
#define INITIAL_PID_NAMESPACE  0xEFFFFFFCu
#define INITIAL_USER_NAMESPACE 0xEFFFFFFDu

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
    return step == STEP_DONE ? check_namespace("/proc/self/ns/user", INITIAL_USER_NAMESPACE, error)
                             : step;
}

// The socket's maker may be dead, and its id that of another process, which became the parent when
// the real one died. A signal is permitted to a process of the same user only.
enum step caller_know(pid_t *caller, int *error) {
    struct ucred peer;
    socklen_t size = sizeof(peer);
    *error = 0;
    if (getsockopt(SOCKET, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        *error = errno;
        return STEP_PEER;
    }
    if (peer.pid <= 1 || peer.uid != getuid() || kill(peer.pid, 0) != 0
        || !caller_is_there(peer.pid))
        return STEP_PEER;
    *caller = peer.pid;
    return check_namespaces(error);
}

int caller_may_wait(int option, int seconds) {
    struct timeval most = {.tv_sec = seconds};
    return setsockopt(SOCKET, SOL_SOCKET, option, &most, sizeof(most));
}

int caller_is_there(pid_t caller) {
    return getppid() == caller;
}
