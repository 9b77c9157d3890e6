// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// For editors only: what libbcc declares before it compiles, as far as Pitot uses it. The macros
// are those of libbcc's helpers.h; its rewriter turns a call such as config.lookup(&zero) into the
// helper.
#ifndef PITOT_EDITOR_LIBBCC_H
#define PITOT_EDITOR_LIBBCC_H

#include <linux/types.h>
#include <uapi/linux/ptrace.h>

#define BPF_F_TABLE(type, key_type, leaf_type, name, max_entries, flags) \
    struct {                                                             \
        leaf_type *(*lookup)(key_type *);                                \
        int (*update)(key_type *, leaf_type *);                          \
        int (*insert)(key_type *, leaf_type *);                          \
        int (*delete)(key_type *);                                       \
    } name
#define BPF_TABLE(type, key_type, leaf_type, name, max_entries) \
    BPF_F_TABLE(type, key_type, leaf_type, name, max_entries, 0)
#define BPF_ARRAY(name, leaf_type, size) BPF_TABLE("array", int, leaf_type, name, size)
#define BPF_PERCPU_ARRAY(name, leaf_type, size) \
    BPF_TABLE("percpu_array", int, leaf_type, name, size)
#define BPF_HASH(name, key_type, leaf_type, size) BPF_TABLE("hash", key_type, leaf_type, name, size)
#define BPF_TASK_STORAGE(name, leaf_type)                         \
    struct {                                                      \
        leaf_type *(*task_storage_get)(void *, leaf_type *, int); \
    } name
#define BPF_RINGBUF_OUTPUT(name, pages)          \
    struct {                                     \
        int (*ringbuf_output)(void *, u64, u64); \
        void *(*ringbuf_reserve)(u64);           \
        void (*ringbuf_submit)(void *, u64);     \
        void (*ringbuf_discard)(void *, u64);    \
    } name

// include/uapi/linux/bpf.h
enum {
    BPF_F_MMAPABLE = 1 << 10,
    BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
    BPF_RB_NO_WAKEUP = 1,
    BPF_RB_FORCE_WAKEUP = 2,
    BPF_RINGBUF_HDR_SZ = 8,
};

u64 bpf_ktime_get_ns(void);
u64 bpf_get_attach_cookie(void *ctx);
u64 bpf_get_current_task_btf(void);
long bpf_task_pt_regs(void *task);
int bpf_get_current_comm(void *to, int size);
int bpf_probe_read_kernel(void *to, u32 size, const void *from);
int bpf_probe_read_kernel_str(void *to, u32 size, const void *from);
int bpf_probe_read_user(void *to, u32 size, const void *from);
long bpf_seq_write(void *seq, const void *data, u32 size);

#endif
