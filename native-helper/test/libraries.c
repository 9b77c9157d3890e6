// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What may come as the library.

#include "talk.h"
#include "tests.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct talk with_program(void) {
    struct talk t = start_helper(0);
    open_bundle(&t);
    expect_simple(&t, OP_LOAD, SITES, STEP_DONE, 0, 0);
    return t;
}

static void refuse(int file, int error) {
    struct talk t = with_program();
    struct request q = sites_request();
    EXPECT(file >= 0);
    EXPECT_STEP(&t, &q, file, STEP_LIBRARY, error, 0);
    close(file);
    end_helper(&t);
}

static void number_of_sites(void) {
    struct talk t = with_program();
    struct request q = sites_request();
    int file = open(places.libjvm, O_RDONLY | O_CLOEXEC);
    q.sites = 0;
    EXPECT_STEP(&t, &q, file, STEP_MESSAGE, 0, 0);
    q.sites = MAX_SITES + 1;
    EXPECT_STEP(&t, &q, file, STEP_MESSAGE, 0, 0);
    q.sites = 1;
    q.offset[0] = 1u << 30;
    EXPECT_STEP(&t, &q, file, STEP_ATTACH, EINVAL, 0);
    q.offset[0] = UINT64_MAX;
    EXPECT_STEP(&t, &q, file, STEP_ATTACH, EINVAL, 0);
    q.sites = MAX_SITES;
    for (uint64_t i = 0; i < MAX_SITES; i++)
        q.offset[i] = 0x1000 + i;
    EXPECT_STEP(&t, &q, file, STEP_DONE, 0, 1);
    end_helper(&t);
}

static void not_readable(void) {
    int ends[2];
    char mine[] = "/tmp/pitot-hostile-XXXXXX";
    refuse(open(places.libjvm, O_PATH | O_CLOEXEC), EACCES);
    refuse(open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC), EACCES);
    refuse(open("/dev/null", O_RDWR | O_CLOEXEC), EACCES);
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    refuse(ends[0], EACCES);
    EXPECT(pipe(ends) == 0);
    refuse(ends[0], EACCES);
    close(mkstemp(mine));
    refuse(open(mine, O_WRONLY | O_CLOEXEC), EACCES);
    unlink(mine);
}

static void none(void) {
    struct talk t = with_program();
    struct request q = sites_request();
    EXPECT_STEP(&t, &q, -1, STEP_LIBRARY, EBADF, 0);
    end_helper(&t);
}

// Such a file may be what a set-user-id program uses. The breakpoints would be in there, too.
static void not_libjvm(void) {
    refuse(open(places.other, O_RDONLY | O_CLOEXEC), ENOEXEC);
    refuse(open("/bin/su", O_RDONLY | O_CLOEXEC), ENOEXEC);
    refuse(open("/etc/passwd", O_RDONLY | O_CLOEXEC), ENOEXEC);
}

static void copy(int from, int to) {
    char bytes[4096];
    for (ssize_t n = read(from, bytes, sizeof(bytes)); n > 0; n = read(from, bytes, sizeof(bytes)))
        EXPECT(write(to, bytes, (size_t)n) == n);
    close(from);
}

static void write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    EXPECT(file >= 0 && write(file, text, strlen(text)) > 0);
    close(file);
}

static void in_own_file_system(int socket) {
    int from = open(places.libjvm, O_RDONLY | O_CLOEXEC);
    EXPECT(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
    write_file("/proc/self/uid_map", "0 65534 1");
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/gid_map", "0 65534 1");
    EXPECT(mount("own", "/tmp", "tmpfs", 0, NULL) == 0);
    int to = open("/tmp/libjvm.so", O_RDWR | O_CREAT | O_CLOEXEC, 0700);
    copy(from, to);
    send_descriptor(socket, to);
    _exit(0);
}

// A good file, but on what only the caller has mounted, or nowhere.
static void not_of_this_machine(void) {
    int ends[2];
    int memory = memfd_create("libjvm.so", MFD_CLOEXEC);
    copy(open(places.libjvm, O_RDONLY | O_CLOEXEC), memory);
    refuse(memory, EXDEV);
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    pid_t child = fork();
    if (child == 0)
        in_own_file_system(ends[1]);
    EXPECT(succeeded(child));
    refuse(take_descriptor(ends[0]), EXDEV);
}

const struct test LIBRARY_TESTS[] = {
    {"0, 257 and 256 sites, and sites out of the file", number_of_sites, 0},
    {"no library", none, 0},
    {"a library that is not open for reading, or no file", not_readable, 0},
    {"a library that is not libjvm", not_libjvm, 0},
    {"a library in memory, in the caller's own mount namespace", not_of_this_machine, 0},
    {0},
};
