// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Which block requests are followed, and what is written down at their begin.
#ifndef PITOT_BLOCK_FOLLOW_H
#define PITOT_BLOCK_FOLLOW_H

#include "block_file.h"
#include "block_request.h"
#include "frames.h"
#include "keyed.h"
#include "ring.h"
#include "spans.h"

BPF_TABLE("lru_hash", u64, u64, dirty, MAX_DIRTY); // struct inode * -> inode_identity

// The files written to last, each at the place of its inode number. So they are found without a
// walk through a hash table, which would take most of the time.
#define LAST_WRITTEN 64 // a power of two
struct written_inode {
    u64 inode;
    u64 identity;
};
struct last_written {
    struct written_inode inode[LAST_WRITTEN];
};
BPF_ARRAY(last_written, struct last_written, 1);
BPF_HASH(requests, u64, struct block_record, MAX_REQUESTS); // struct request * or struct bio *
// A new entry is copied from this one, which is too large for the stack.
BPF_ARRAY(blank, struct block_record, 1);

// Tells an inode from a later one that has its place in memory, and its number.
#define inode_identity(number, generation) ((number) ^ (u64)(generation) << 32)

#define IO_HISTOGRAMS \
    ((1 << (HISTOGRAM_BLOCK_IO * UNITS + MICROS)) | (1 << (HISTOGRAM_BLOCK_IO * UNITS + MILLIS)))

#define wants_io_histograms(c) ((c)->histograms & IO_HISTOGRAMS || (c)->keyed & KEYED_IO)

// Whether this JVM has written to the file.
static __always_inline int is_dirty(void *inode) {
    u64 key = (u64)inode;
    u64 *identity = inode ? dirty.lookup(&key) : 0;
    return identity
           && *identity
                  == inode_identity(READ_U64(inode, INODE_INO), READ_U32(inode, INODE_GENERATION));
}

// Whether the inode's file system is on this disk. A disk below that one serves requests that were
// followed above. Of btrfs it is not known.
static __always_inline int is_on_disk(void *inode, void *disk, int if_not_known) {
    void *device = READ_PTR(READ_PTR(inode, INODE_SB), SB_BDEV);
    return device ? READ_PTR(device, BDEV_DISK) == disk : if_not_known;
}

static __always_inline void account_add_io(struct account *a, u32 operation, u64 bytes,
                                           u64 requests) {
    io_totals_add(&a->disk, operation, bytes, requests);
    span_disk_update(a);
}

// Begins to follow a request. `a`: its maker's account; 0: it is write-back.
static __always_inline void follow_request(struct io_request *q, struct account *a, void *task,
                                           void *inode, u32 operation, int named) {
    int zero = 0;
    u64 key = q->key;
    struct block_record *template = blank.lookup(&zero);
    if (!template)
        return;
    if (requests.lookup(&key))
        count_one(COUNT_BEGIN_ONLY, BLOCK_IO); // the last request here ended unseen
    requests.update(&key, template);
    struct block_record *r = requests.lookup(&key);
    if (!r) {
        count_one(COUNT_MAP_FULL, BLOCK_IO);
        return;
    }
    fill_header(&r->h, BLOCK_IO, sizeof(*r), a ? a->tid : 0, bpf_ktime_get_ns(), 0);
    r->operation = operation;
    r->flags = record_flags(q->flags) | (a ? 0 : FLAG_ASYNC);
    r->sector = q->sector;
    r->bytes = q->bytes;
    r->named = named;
    r->phase = a ? task_phase(task) : NO_PHASE;
    if (a)
        get_span(a, &r->span);
    bpf_probe_read_kernel_str(r->disk, DISK, member_of(q->disk, DISK_NAME));
    if (named)
        fill_file(r, a && !inode ? syscall_inode(task, q->bytes) : inode);
}

// Counts what is asked of a disk, and follows it if it is ours and somebody wants to know.
//
// `counts`: the maker's account gets it. `always`: follow it even if nobody wants to know, since
// its begin may be seen twice. `is_bio`: it is a bio.
static __always_inline void take_request(struct io_request *q, struct account *a, void *task,
                                         int counts, int always, int is_bio) {
    struct config *c = get_config();
    if (!c)
        return;
    u32 operation = record_operation(q->flags, q->bytes);
    if (a && counts)
        account_add_io(a, operation, q->bytes, 1);
    int named = c->threshold[BLOCK_IO] != NOT_WANTED;
    if (!always && !named && !wants_io_histograms(c))
        return;
    if (a && a->kind == KIND_OWN)
        return;
    void *inode = page_cache_inode(q->bio, q->flags);
    if (!a && !(is_dirty(inode) && is_on_disk(inode, q->disk, !is_bio)))
        return;
    follow_request(q, a, task, inode, operation, named);
}

#endif
