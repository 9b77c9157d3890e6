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

#include "conversation.h"
#include "privileges.h"
#include "session.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Closes what the caller left open by mistake. Nothing of the helper's gets the number of standard
// output or standard error, to which libc writes when it aborts.
static int close_callers_files(void) {
    int nowhere = open("/dev/null", O_RDWR | O_NOCTTY);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
        return -1;
    syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0);
    return 0;
}

// Leaves the caller's terminal, folder and settings.
static int leave_callers_world(void) {
    struct rlimit none = {0, 0};
    sigset_t blocked;
    sigemptyset(&blocked);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    clearenv();
    setsid();
    umask(S_IRWXG | S_IRWXO);
    return chdir("/") | setrlimit(RLIMIT_CORE, &none);
}

int main(void) {
    int is_entitled = keep_two_capabilities() == 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return 1;
    // First the socket: without one, 0 may be any file, and not this one.
    if (conversation_begin() != 0 || close_callers_files() != 0 || leave_callers_world() != 0)
        return 1;
    session_begin(is_entitled);
    converse();
    return 0;
}
