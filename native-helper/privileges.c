// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0

#include "privileges.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// CAP_PERFMON and CAP_BPF of include/uapi/linux/capability.h, in the second word of a set.
#define SECOND_WORD  32
#define TWO_OF_THEM  ((1u << (CAP_PERFMON - SECOND_WORD)) | (1u << (CAP_BPF - SECOND_WORD)))
#define WORDS_OF_SET 2

static int set_capabilities(uint32_t second_word) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct set[WORDS_OF_SET] = {
        {0}, {.effective = second_word, .permitted = second_word}};
    return (int)syscall(SYS_capset, &header, set);
}

int keep_two_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct set[WORDS_OF_SET] = {{0}};
    if (syscall(SYS_capget, &header, set) != 0)
        return -1;
    uint32_t both = set[1].permitted & TWO_OF_THEM;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0
        || set_capabilities(both) != 0)
        return -1;
    return both == TWO_OF_THEM ? 0 : -1;
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "x86-64 and aarch64 only"
#endif

#define FIELD(name)  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ALLOW(number) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##number, 0, 1), RETURN(SECCOMP_RET_ALLOW)

static int filter_system_calls(void) {
    struct sock_filter instructions[] = {
        FIELD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        RETURN(SECCOMP_RET_KILL_PROCESS),
        FIELD(nr),
        ALLOW(bpf),
        ALLOW(recvmsg),
        ALLOW(sendmsg),
        ALLOW(close),
        ALLOW(fcntl),
        ALLOW(fstat),
        ALLOW(newfstatat), // what libc makes of fstat and stat
        ALLOW(fstatfs),
        ALLOW(readlinkat),
        ALLOW(pread64),
        ALLOW(getppid),
        ALLOW(exit_group),
        RETURN(SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {.len = sizeof(instructions) / sizeof(instructions[0]),
                                 .filter = instructions};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int give_up_the_rest(void) {
    if (set_capabilities(0) != 0)
        return -1;
    // A kernel without seccomp: the process has no privilege either way.
    if (filter_system_calls() != 0 && errno != EINVAL)
        return -1;
    return 0;
}
