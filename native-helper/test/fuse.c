// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// A file that a process serves: the whole file system is that file.

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "talk.h"
#include "tests.h"

#define ROOM (1u << 16) // of a request; the kernel wants to have it

static void answer(int device, const struct fuse_in_header *in, int error, const void *data,
                   size_t length) {
    uint8_t out[512];
    struct fuse_out_header header = {.error = -error, .unique = in->unique};
    header.len = (uint32_t)(sizeof(header) + length);
    memcpy(out, &header, sizeof(header));
    if (length)
        memcpy(out + sizeof(header), data, length);
    EXPECT(write(device, out, header.len) == (ssize_t)header.len || errno == ENOENT);
}

static void answer_request(int device, const struct fuse_in_header *in) {
    struct fuse_init_out init = {.major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = 4096};
    struct fuse_open_out file = {.fh = 1};
    struct fuse_attr_out a;
    memset(&a, 0, sizeof(a));
    a.attr.ino = 1;
    a.attr.mode = S_IFREG | 0644;
    a.attr.nlink = 1;
    a.attr.size = 4096;
    switch (in->opcode) {
    case FUSE_INIT:
        answer(device, in, 0, &init, sizeof(init));
        break;
    case FUSE_OPEN:
        answer(device, in, 0, &file, sizeof(file));
        break;
    case FUSE_GETATTR:
        answer(device, in, 0, &a, sizeof(a));
        break;
    default: // a read never gets an answer
        if (in->opcode != FUSE_READ)
            answer(device, in, ENOSYS, NULL, 0);
    }
}

_Noreturn static void serve(int device) {
    static uint8_t request[ROOM];
    while (read(device, request, sizeof(request)) > 0)
        answer_request(device, (const struct fuse_in_header *)(const void *)request);
    _exit(0);
}

static const char *mounted;

static void ask_with_it(void) {
    struct talk t = start_helper(0);
    struct request q = sites_request();
    int file = open(mounted, O_RDONLY | O_CLOEXEC);
    EXPECT(file >= 0);
    open_bundle(&t);
    expect_simple(&t, OP_LOAD, SITES, STEP_DONE, 0, 0);
    EXPECT_STEP(&t, &q, file, STEP_LIBRARY, EXDEV, 0);
    close(file);
    end_helper(&t);
}

// In a mount namespace that ends with the test, and that the helper is in as well.
static void served_file(void) {
    char place[] = "/tmp/pitot-hostile-XXXXXX";
    char options[128];
    int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    EXPECT(device >= 0 && unshare(CLONE_NEWNS) == 0);
    EXPECT(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    close(mkstemp(place));
    snprintf(options, sizeof(options), "fd=%d,rootmode=%o,user_id=0,group_id=0,allow_other", device,
             S_IFREG | 0644);
    EXPECT(mount("served", place, "fuse", MS_NOSUID | MS_NODEV, options) == 0);
    pid_t server = fork();
    if (server == 0)
        serve(device);
    mounted = place;
    int is_refused = succeeded(fork_user(1, ask_with_it));
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    close(device);
    umount2(place, MNT_DETACH);
    unlink(place);
    EXPECT(is_refused);
}

const struct test FUSE_TESTS[] = {
    {"a library that a process serves (FUSE)", served_file, 1},
    {0},
};
