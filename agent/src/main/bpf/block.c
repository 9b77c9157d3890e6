// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Block I/O: who asked for which file, in which phase; how long the request queued, and how long
// the device took.
//
//   tracepoint             Linux    what comes                 calls
//   ---------------------  -------  -------------------------  -------------------------
//   block_io_start         6.5 -    a request is made          request_start
//   block_rq_insert        - 6.4    it is put into a queue     request_start, if new
//   block_rq_issue         6.5 -    the driver gets it         request_issue
//   block_rq_issue (__old) - 6.4    the driver gets it         request_start, if new; request_issue
//   block_io_done          6.5 -    it has ended               request_done
//   block_rq_complete      - 6.4    a part of it has ended     request_done, if it is the last
//   block_rq_merge         any      it joined another request  nothing; its entry goes
//   block_bio_queue        any      a bio comes to its disk    bio_start
//   block_bio_complete     any      a bio has ended            request_done
//   block_bio_*merge       any      a bio joined a request     bio_merge
//
// The programs take the thread and the file at block_io_start, in the context of the thread that
// makes the request. Later is too late: the kernel mostly issues a request in a kworker, and
// completes it in an interrupt. A request made by a kworker is write-back. It is ours if this JVM
// has written to its file; then it is "async", and no thread is named.
//
// Some disks have no requests: their drivers take the bios themselves. zram and the like serve a
// bio at once. Stacks of disks (dm, md) make other bios of it, for the disks below, in the thread
// that asks or in a kworker. So a bio on such a disk is followed itself, from block_bio_queue to
// block_bio_complete. If the same thread makes a request of it below, that says more, and is
// followed in its place. A bill counts what was asked for above, once, as /proc/PID/io does.
//
// The account's outer_bio says where in such a stack the thread is:
//
//   0           on a disk with requests: a request is counted, and followed
//   ON_LOWER    below a disk with requests: all was counted and followed there
//   a bio       below that bio's disk, which has none: a request is followed in the bio's place

#include "account_life.h"
#include "block_follow.h"
#include "histogram.h"
#include "ring.h"
#include "timing.h"

#define ON_LOWER 1

// ---- the life of a request ----

// A request is made. `is_old`: its tracepoint may come a second time for it.
static __always_inline void request_start(void *rq, int is_old) {
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = is_ours(task) ? account_of(task) : 0;
    u64 outer = a ? a->outer_bio : 0;
    if (outer == ON_LOWER)
        return;
    if (outer)
        requests.delete(&outer);
    struct io_request q = {
        .key = (u64)rq,
        .bio = READ_PTR(rq, RQ_BIO),
        .disk = READ_PTR(READ_PTR(rq, RQ_QUEUE), QUEUE_DISK),
        .sector = READ_U64(rq, RQ_SECTOR),
        .flags = READ_U32(rq, RQ_FLAGS),
        .bytes = READ_U32(rq, RQ_BYTES),
    };
    take_request(&q, a, task, !outer, is_old, 0);
}

static __always_inline void request_issue(u64 key) {
    struct block_record *r = requests.lookup(&key);
    // A requeued request is issued again. It has been the device's since the first time.
    if (r && !r->issue) {
        r->issue = bpf_ktime_get_ns();
        r->bytes = READ_U32((void *)key, RQ_BYTES); // merges have made it larger
        r->sector = READ_U64((void *)key, RQ_SECTOR);
    }
}

// A request or a bio has ended.
static __always_inline void request_done(u64 key) {
    struct block_record *r = requests.lookup(&key);
    if (!r)
        return;
    struct config *c = get_config();
    u64 now = bpf_ktime_get_ns();
    r->h.end = now;
    // A flush sequence goes to the device without an issue of its own, and a bio has none.
    if (!r->issue)
        r->issue = r->h.start;
    if (c && (c->histograms & IO_HISTOGRAMS))
        io_histograms_add(c, r);
    if (c)
        keyed_add_request(c, r);
    if (c && r->named && now - r->h.start >= c->threshold[BLOCK_IO]
        && !is_throttled(c, BLOCK_IO, now)) {
        if (ring.ringbuf_output(r, sizeof(struct block_record),
                                ring_flags(sizeof(struct block_record))))
            count_one(COUNT_LOST, BLOCK_IO);
        else
            count_one(COUNT_RECORDS, BLOCK_IO);
    }
    requests.delete(&key);
}

// ---- the life of a bio ----

// A bio comes to its disk. While the disk's driver makes bios of it for disks below, the task has a
// list of those (submit_bio_noacct_nocheck in block/blk-core.c).
static __always_inline void bio_start(void *bio) {
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = is_ours(task) ? account_of(task) : 0;
    if (READ_PTR(task, T_BIO_LIST)) {
        if (a && !a->outer_bio)
            a->outer_bio = ON_LOWER;
        return;
    }
    void *disk = READ_PTR(READ_PTR(bio, BIO_BDEV), BDEV_DISK);
    int has_requests = READ_PTR(READ_PTR(disk, DISK_QUEUE), QUEUE_MQ_OPS) != 0;
    if (a)
        a->outer_bio = has_requests ? 0 : (u64)bio;
    if (has_requests)
        return;
    struct io_request q = {
        .key = (u64)bio,
        .bio = bio,
        .disk = disk,
        .sector = READ_U64(bio, BIO_SECTOR),
        .flags = READ_U32(bio, BIO_FLAGS),
        .bytes = READ_U32(bio, BIO_BYTES),
    };
    take_request(&q, a, task, 1, 0, 1);
}

// A bio joins a request. It makes no request of its own, but this thread asked for its bytes.
static __always_inline int bio_merge(void *ctx) {
    void *bio = (void *)ARG(ctx, 0);
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = is_ours(task) ? account_of(task) : 0;
    u32 bytes = READ_U32(bio, BIO_BYTES);
    u64 outer = a ? a->outer_bio : 0;
    if (outer > ON_LOWER)
        requests.delete(&outer);
    if (a && !outer)
        account_add_io(a, record_operation(READ_U32(bio, BIO_FLAGS), bytes), bytes, 0);
    return 0;
}

// ---- programs ----

int tp__block_io_start(void *ctx) {
    u64 begin = run_begin();
    request_start((void *)ARG(ctx, 0), 0);
    run_end(RUN_BLOCK_IO_START, begin);
    return 0;
}

int tp__block_rq_issue(void *ctx) {
    u64 begin = run_begin();
    request_issue(ARG(ctx, 0));
    run_end(RUN_BLOCK_RQ_ISSUE, begin);
    return 0;
}

int tp__block_io_done(void *ctx) {
    u64 begin = run_begin();
    request_done(ARG(ctx, 0));
    run_end(RUN_BLOCK_IO_DONE, begin);
    return 0;
}

int tp__block_bio_queue(void *ctx) {
    u64 begin = run_begin();
    bio_start((void *)ARG(ctx, 0));
    run_end(RUN_BLOCK_BIO_QUEUE, begin);
    return 0;
}

int tp__block_bio_complete(void *ctx) {
    u64 begin = run_begin();
    request_done(ARG(ctx, 1));
    run_end(RUN_BLOCK_BIO_COMPLETE, begin);
    return 0;
}

// Before Linux 6.5. A request that no scheduler queues is seen first when its maker issues it.
int tp__block_rq_insert(void *ctx) {
    u64 key = ARG(ctx, 0);
    if (!requests.lookup(&key))
        request_start((void *)key, 1);
    return 0;
}

int tp__block_rq_issue__old(void *ctx) {
    u64 key = ARG(ctx, 0);
    if (!requests.lookup(&key))
        request_start((void *)key, 1);
    request_issue(key);
    return 0;
}

// Comes for each part of a request that is completed. The request still has what is left then.
int tp__block_rq_complete(void *ctx) {
    u64 key = ARG(ctx, 0);
    if (READ_U32((void *)key, RQ_BYTES) <= (u32)ARG(ctx, 2))
        request_done(key);
    return 0;
}

int tp__block_bio_backmerge(void *ctx) {
    return bio_merge(ctx);
}

int tp__block_bio_frontmerge(void *ctx) {
    return bio_merge(ctx);
}

// Two requests became one. This one will neither be issued nor end.
int tp__block_rq_merge(void *ctx) {
    u64 key = ARG(ctx, 0);
    requests.delete(&key);
    return 0;
}

// Remembers the files that this JVM writes to, for the write-back that comes later.
int tp__writeback_mark_inode_dirty(void *ctx) {
    void *inode = (void *)ARG(ctx, 0);
    void *task = (void *)bpf_get_current_task_btf();
    if (!is_ours(task))
        return 0;
    u64 key = (u64)inode;
    u64 number = LOAD_U64(inode, INODE_INO);
    u64 identity = inode_identity(number, LOAD_U32(inode, INODE_GENERATION));
    int zero = 0;
    struct last_written *last = last_written.lookup(&zero);
    if (!last)
        return 0;
    struct written_inode *w = &last->inode[masked_index(number, LAST_WRITTEN)];
    if (w->inode == key && w->identity == identity)
        return 0;
    u64 *known = dirty.lookup(&key);
    // An update takes a lock and a new entry, which is a microsecond.
    if ((!known || *known != identity) && dirty.update(&key, &identity))
        return 0;
    w->inode = key;
    w->identity = identity;
    return 0;
}
