// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Block I/O: who asked for which file, in which phase; how long the request queued, how long the device took.
//
// The thread and the file are taken at block_io_start, in the context of whoever makes the request. Later is too late:
// rq_issue mostly runs in a kworker, completion in an interrupt. A request made by a kworker is write-back; it is ours when
// its file is one that this JVM has written to, and then it is "async": no thread is named.
//
// Some disks have no requests: their driver takes the bios themselves. Of these, zram and the like serve a bio at once. Stacks of disks
// (dm, md) make other bios of it, for the disks below, in the thread that asks or in a kworker. So a bio on such a disk is followed
// itself, from block_bio_queue to block_bio_complete, until the same thread makes a request of it below, which says more: then that is.
// A bill counts what was asked for above, once, as /proc/PID/io does.

BPF_TABLE("lru_hash", u64, u64, dirty, MAX_DIRTY);  // struct inode * -> IDENTITY
// The files written to last, each at the place of its inode number: found without a walk through a hash table, which
// takes most of the time otherwise.
#define LAST_WRITTEN 64     // a power of two
struct written {
    u64 inode;
    u64 identity;
};
struct last_written {
    struct written of[LAST_WRITTEN];
};
BPF_ARRAY(last_written, struct last_written, 1);
BPF_HASH(requests, u64, struct block_record, MAX_REQUESTS);
BPF_ARRAY(blank, struct block_record, 1);           // what a new entry is copied from: too large for the stack

// Tells an inode from a later one that has its place in memory, and its number.
#define IDENTITY(number, generation) ((number) ^ (u64)(generation) << 32)

#define BDEVFS_MAGIC 0x62646576
#define OVERLAYFS_MAGIC 0x794c7630
#define IO_HISTOGRAMS ((1 << (HISTOGRAM_BLOCK_IO * UNITS + MICROS)) | (1 << (HISTOGRAM_BLOCK_IO * UNITS + MILLIS)))

// The first page of those that are one with a page. Linux 7.1 renamed `compound_head`: where the size of struct page is a power of 2
// (CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP) it is no longer the first page's address but a mask, all ones and some zeros at the end
// (compound_info_has_mask in include/linux/page-flags.h). The negative of that is a power of 2, and of an address it is not.
static __always_inline void *first_page(void *page) {
    u64 info = READ_U64(page + PAGE_COMPOUND);
    if (!(info & 1))
        return page;
    u64 zeros = 1 - info;
#ifdef PAGE_COMPOUND_MAY_BE_MASK
    if (!(zeros & (zeros - 1)))
        return (void *)((u64)page & (info - 1));
#endif
    return (void *)(info - 1);
}

// Linux has no name for it.
#define SWAP ((void *)1)

static __always_inline int is_of_block_device(void *inode) {
    return READ_U64(READ_PTR(inode + INODE_SB) + SB_MAGIC) == BDEVFS_MAGIC;
}

// The inode whose page cache the bio reads or writes, by its first page; SWAP; 0: memory that is no such page, as in direct I/O, or
// none. What has a page read or written back holds it locked or marked. A buffer of direct I/O is neither, and may be a page of another
// file, which is mapped. Buffers of a block device, the file system's own, are locked themselves instead of their page.
static __always_inline void *owner_of(void *bio, u32 flags) {
    if (flags & REQ_SWAP)
        return SWAP;                                // writes only
    void *vec = bio ? READ_PTR(bio + BIO_IO_VEC) : 0;
    void *page = vec ? READ_PTR(vec + BVEC_PAGE) : 0;
    if (!page)
        return 0;
    page = first_page(page);
    u64 mapping = READ_U64(page + PAGE_MAPPING);
    void *inode = mapping && !(mapping & 3) ? READ_PTR(mapping + MAPPING_HOST) : 0; // FOLIO_MAPPING_FLAGS: anonymous, movable, KSM
    u64 state = READ_U64(page + PAGE_FLAGS);
    if (!(state & (1ULL << PG_LOCKED | 1ULL << PG_WRITEBACK)))
        return inode && is_of_block_device(inode) ? inode : 0;
    return !inode && state & 1ULL << PG_SWAPCACHE ? SWAP : inode; // of a file's page the same bit says something else
}

// Whether this is a struct file: it has the page cache of its inode.
static __always_inline int is_file(void *file) {
    void *mapping = file ? READ_PTR(file + FILE_MAPPING) : 0;
    void *host = mapping ? READ_PTR(mapping + MAPPING_HOST) : 0;
    return host && host == READ_PTR(file + FILE_INODE);
}

// The file that an overlayfs has its data in: that one has pages and blocks, and by its name they are known when they are written back.
// Where it is has no BTF, as overlayfs is a module. Up to Linux 6.12 `private_data` is the file. From 6.13 on (18e48d0e2c7b) it is two:
// the one that was opened, and if that one was copied since, the copy.
static __always_inline void *file_below(void *file) {
    void *sb = READ_PTR(READ_PTR(file + FILE_INODE) + INODE_SB);
    if (READ_U64(sb + SB_MAGIC) != OVERLAYFS_MAGIC)
        return file;
    void *private = READ_PTR(file + FILE_PRIVATE);
    if (is_file(private))
        return private;
    void *copy = READ_PTR(private + 8);
    if (is_file(copy))
        return copy;
    void *opened = READ_PTR(private);
    return is_file(opened) ? opened : file;
}

// The inode of the file of the system call the thread is in, when that does I/O on a descriptor, and directly, or has it flushed. In a
// call that goes through the page cache memory may be read and written that is not the file's: pages are swapped, to make room or as
// a buffer is touched.
static __always_inline void *inode_of_syscall(void *task, u32 bytes) {
    void *regs = (void *)bpf_task_pt_regs(task);
    u64 number = LOAD_U64(regs, REGS_SYSCALL);
    u64 fd = LOAD_U64(regs, REGS_SYSCALL_ARG);
    switch (number) {
    case SYS_READ: case SYS_WRITE: case SYS_PREAD: case SYS_PWRITE: case SYS_READV: case SYS_WRITEV:
    case SYS_PREADV: case SYS_PWRITEV: case SYS_PREADV2: case SYS_PWRITEV2: case SYS_FSYNC: case SYS_FDATASYNC:
        break;
    default:
        return 0;
    }
    void *files = READ_PTR(task + T_FILES);
    void *table = files ? READ_PTR(files + FILES_FDT) : 0;
    if (!table || fd >= READ_U32(table + FDT_MAX))
        return 0;
    void *array = READ_PTR(table + FDT_FD);
    void *file = array ? READ_PTR(array + fd * 8) : 0;
    if (!file || (bytes && !(READ_U32(file + FILE_FLAGS) & O_DIRECT)))
        return 0;
    file = file_below(file_below(file)); // containers in containers
    return READ_PTR(file + FILE_INODE);
}

// From the file's own name up to the root of its file system, as far as there is room.
static __always_inline void path(struct block_record *r, void *dentry) {
    void *above = READ_PTR(dentry + DENTRY_PARENT);
    if (!above || above == dentry)
        return;
    bpf_probe_read_kernel_str(r->name, NAME, READ_PTR(dentry + DENTRY_NAME));
    r->components = 1;
    REPEAT(i, PARENTS) {
        dentry = above;
        above = READ_PTR(dentry + DENTRY_PARENT);
        if (!above || above == dentry)
            return;
        bpf_probe_read_kernel_str(r->parent[i], PARENT, READ_PTR(dentry + DENTRY_NAME));
        r->cut |= ABOVE(READ_U32(dentry + DENTRY_NAME_LEN), PARENT - 1) << i;
        r->components = i + 2;
    }
    dentry = above;
    above = READ_PTR(dentry + DENTRY_PARENT);
    if (above && above != dentry)
        r->flags |= FLAG_CUT;
}

// Names it by the inode, never by a descriptor: so a file has one name at a time, whoever asks and in whatever way.
static __always_inline void name_file(struct block_record *r, void *inode) {
    if (inode == SWAP) {
        r->flags |= FLAG_SWAP;
        return;
    }
    if (r->flags & FLAG_META || (inode && is_of_block_device(inode))) {
        r->flags |= FLAG_METADATA_FILE;
        return;
    }
    if (!inode)
        return;
    r->device = READ_U32(READ_PTR(inode + INODE_SB) + SB_DEV);
    r->inode = READ_U64(inode + INODE_INO);
    r->generation = READ_U32(inode + INODE_GENERATION);
    void *alias = READ_PTR(inode + INODE_DENTRIES);
    if (alias)
        path(r, alias - DENTRY_ALIAS);
}

static __always_inline u32 flags_of(u32 flags) {
    return (flags & REQ_SYNC ? FLAG_SYNC : 0) | (flags & REQ_META ? FLAG_META : 0)
         | (flags & REQ_RAHEAD ? FLAG_READAHEAD : 0) | (flags & REQ_FUA ? FLAG_FUA : 0)
         | (flags & REQ_PREFLUSH ? FLAG_PREFLUSH : 0);
}

// What a request or a bio is for. A flush is made as a write of nothing (blkdev_issue_flush in block/blk-flush.c).
static __always_inline u32 operation_of(u32 flags, u32 bytes) {
    switch (flags & 0xff) { // REQ_OP_MASK
    case REQ_OP_READ: return OP_READ;
    case REQ_OP_WRITE: return bytes ? OP_WRITE : OP_FLUSH;
    case REQ_OP_FLUSH: return OP_FLUSH;
    case REQ_OP_DISCARD: return OP_DISCARD;
    case REQ_OP_SECURE_ERASE: return OP_SECURE_ERASE;
    case REQ_OP_WRITE_ZEROES: return OP_WRITE_ZEROES;
    case REQ_OP_ZONE_APPEND: return OP_ZONE_APPEND;
    case REQ_OP_ZONE_OPEN: return OP_ZONE_OPEN;
    case REQ_OP_ZONE_CLOSE: return OP_ZONE_CLOSE;
    case REQ_OP_ZONE_FINISH: return OP_ZONE_FINISH;
    case REQ_OP_ZONE_RESET: return OP_ZONE_RESET;
    case REQ_OP_ZONE_RESET_ALL: return OP_ZONE_RESET_ALL;
    default: return OP_OTHER;
    }
}

// Bytes that are neither read nor written, of a discard or of zeroes that the device makes itself, are none of either.
static __always_inline void charge(struct requested *disk, u32 operation, u64 bytes, u64 requests) {
    switch (operation) {
    case OP_READ:
        disk->reads += requests;
        disk->read_bytes += bytes;
        break;
    case OP_WRITE: case OP_ZONE_APPEND:
        disk->writes += requests;
        disk->write_bytes += bytes;
        break;
    case OP_FLUSH:
        disk->flushes += requests;
        break;
    case OP_DISCARD: case OP_SECURE_ERASE:
        disk->discards += requests;
        disk->discard_bytes += bytes;
        break;
    default:
        disk->others += requests;
    }
}

// Whether this JVM has written to the file.
static __always_inline int is_dirty(void *inode) {
    u64 key = (u64)inode;
    u64 *identity = inode ? dirty.lookup(&key) : 0;
    return identity && *identity == IDENTITY(READ_U64(inode + INODE_INO), READ_U32(inode + INODE_GENERATION));
}

// What is asked of a disk: a request, or a bio where the disk has no requests.
struct asked {
    u64 key;
    void *bio;              // the first
    void *disk;
    u64 sector;
    u32 flags;
    u32 bytes;
};

// Whether a disk is the one that the inode's file system is on. One below it serves requests that were followed above. Of btrfs it is
// not known.
static __always_inline int is_on(void *inode, void *disk, int if_not_known) {
    void *device = READ_PTR(READ_PTR(inode + INODE_SB) + SB_BDEV);
    return device ? READ_PTR(device + BDEV_DISK) == disk : if_not_known;
}

static __always_inline void follow(struct asked *q, struct account *a, void *task, void *inode, u32 operation, int named) {
    int zero = 0;
    u64 key = q->key;
    struct block_record *template = blank.lookup(&zero);
    if (!template)
        return;
    if (requests.lookup(&key))
        count(COUNT_BEGIN_ONLY, BLOCK_IO); // the request that was here before has ended unseen
    requests.update(&key, template);
    struct block_record *r = requests.lookup(&key);
    if (!r) {
        count(COUNT_MAP_FULL, BLOCK_IO);
        return;
    }
    head(&r->h, BLOCK_IO, sizeof(*r), a ? a->tid : 0, bpf_ktime_get_ns(), 0);
    r->operation = operation;
    r->flags = flags_of(q->flags) | (a ? 0 : FLAG_ASYNC);
    r->sector = q->sector;
    r->bytes = q->bytes;
    r->named = named;
    r->phase = a ? phase_of(task) : NO_PHASE;
    bpf_probe_read_kernel_str(r->disk, DISK, q->disk + DISK_NAME);
    if (named)
        name_file(r, a && !inode ? inode_of_syscall(task, q->bytes) : inode);
}

// `always`: followed by whoever made it, since its begin may be seen twice. `is_bio`: it is one.
static __always_inline void asked(struct asked *q, struct account *a, void *task, int counts, int always, int is_bio) {
    struct config *c = settings();
    if (!c)
        return;
    u32 operation = operation_of(q->flags, q->bytes);
    if (a && counts)
        charge(&a->disk, operation, q->bytes, 1);
    int named = c->threshold[BLOCK_IO] != NOT_WANTED;
    if (!always && !named && !(c->histograms & IO_HISTOGRAMS))
        return;
    if (a && a->kind == KIND_OWN)
        return;
    void *inode = owner_of(q->bio, q->flags);
    if (!a && !(is_dirty(inode) && is_on(inode, q->disk, !is_bio)))
        return;
    follow(q, a, task, inode, operation, named);
}

// Of a thread that is below: its request has been counted, and followed, by what it is for.
#define BELOW 1

// A request is made. `old`: by a tracepoint that may come a second time for it.
static __always_inline void made(void *rq, int old) {
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = OURS(task) ? account_of(task) : 0;
    u64 above = a ? a->above : 0;
    if (above == BELOW)
        return;
    if (above)
        requests.delete(&above);
    struct asked q = {
        .key = (u64)rq,
        .bio = READ_PTR(rq + RQ_BIO),
        .disk = READ_PTR(READ_PTR(rq + RQ_QUEUE) + QUEUE_DISK),
        .sector = READ_U64(rq + RQ_SECTOR),
        .flags = READ_U32(rq + RQ_FLAGS),
        .bytes = READ_U32(rq + RQ_BYTES),
    };
    asked(&q, a, task, !above, old, 0);
}

// A bio comes to its disk. While its driver makes bios of it for disks below, the task has a list of those (submit_bio_noacct_nocheck in
// block/blk-core.c).
static __always_inline void queued(void *bio) {
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = OURS(task) ? account_of(task) : 0;
    if (READ_PTR(task + T_BIO_LIST)) {
        if (a && !a->above)
            a->above = BELOW;
        return;
    }
    void *disk = READ_PTR(READ_PTR(bio + BIO_BDEV) + BDEV_DISK);
    int has_requests = READ_PTR(READ_PTR(disk + DISK_QUEUE) + QUEUE_MQ_OPS) != 0;
    if (a)
        a->above = has_requests ? 0 : (u64)bio;
    if (has_requests)
        return;
    struct asked q = {
        .key = (u64)bio,
        .bio = bio,
        .disk = disk,
        .sector = READ_U64(bio + BIO_SECTOR),
        .flags = READ_U32(bio + BIO_FLAGS),
        .bytes = READ_U32(bio + BIO_BYTES),
    };
    asked(&q, a, task, 1, 0, 1);
}

static __always_inline void issued(u64 key) {
    struct block_record *r = requests.lookup(&key);
    if (r && !r->issue) { // a requeued request is issued again; it has been the device's since the first time
        r->issue = bpf_ktime_get_ns();
        r->bytes = READ_U32((void *)key + RQ_BYTES); // merges have made it larger
        r->sector = READ_U64((void *)key + RQ_SECTOR);
    }
}

static __always_inline void done(u64 key) {
    struct block_record *r = requests.lookup(&key);
    if (!r)
        return;
    struct config *c = settings();
    u64 now = bpf_ktime_get_ns();
    r->h.end = now;
    if (!r->issue)
        r->issue = r->h.start; // a flush sequence goes to the device without an issue of its own, and a bio has none
    if (c && (c->histograms & IO_HISTOGRAMS))
        observe_request(c, r);
    if (c && r->named && now - r->h.start >= c->threshold[BLOCK_IO] && !throttled(c, BLOCK_IO, now)) {
        if (ring.ringbuf_output(r, sizeof(struct block_record), handing_over(sizeof(struct block_record))))
            count(COUNT_LOST, BLOCK_IO);
        else
            count(COUNT_RECORDS, BLOCK_IO);
    }
    requests.delete(&key);
}

int tp__block_io_start(void *ctx) {
    u64 begun = begin_run();
    made((void *)ARG(ctx, 0), 0);
    end_run(RUN_BLOCK_IO_START, begun);
    return 0;
}

int tp__block_rq_issue(void *ctx) {
    u64 begun = begin_run();
    issued(ARG(ctx, 0));
    end_run(RUN_BLOCK_RQ_ISSUE, begun);
    return 0;
}

int tp__block_io_done(void *ctx) {
    u64 begun = begin_run();
    done(ARG(ctx, 0));
    end_run(RUN_BLOCK_IO_DONE, begun);
    return 0;
}

int tp__block_bio_queue(void *ctx) {
    u64 begun = begin_run();
    queued((void *)ARG(ctx, 0));
    end_run(RUN_BLOCK_BIO_QUEUE, begun);
    return 0;
}

int tp__block_bio_complete(void *ctx) {
    u64 begun = begin_run();
    done(ARG(ctx, 1));
    end_run(RUN_BLOCK_BIO_COMPLETE, begun);
    return 0;
}

// Before Linux 6.5. A request that no scheduler queues is seen first when it is issued, by its maker.
int tp__block_rq_insert(void *ctx) {
    u64 key = ARG(ctx, 0);
    if (!requests.lookup(&key))
        made((void *)key, 1);
    return 0;
}

int tp__block_rq_issue__old(void *ctx) {
    u64 key = ARG(ctx, 0);
    if (!requests.lookup(&key))
        made((void *)key, 1);
    issued(key);
    return 0;
}

// Comes for each part of a request that is completed; what is left is still in it then.
int tp__block_rq_complete(void *ctx) {
    u64 key = ARG(ctx, 0);
    if (READ_U32((void *)key + RQ_BYTES) <= (u32)ARG(ctx, 2))
        done(key);
    return 0;
}

// A bio that joins a request makes no request of its own, but its bytes were asked for by this thread.
static __always_inline int merged(void *ctx) {
    void *bio = (void *)ARG(ctx, 0);
    void *task = (void *)bpf_get_current_task_btf();
    struct account *a = OURS(task) ? account_of(task) : 0;
    u32 bytes = READ_U32(bio + BIO_BYTES);
    u64 above = a ? a->above : 0;
    if (above > BELOW)
        requests.delete(&above);
    if (a && !above)
        charge(&a->disk, operation_of(READ_U32(bio + BIO_FLAGS), bytes), bytes, 0);
    return 0;
}

int tp__block_bio_backmerge(void *ctx) {
    return merged(ctx);
}

int tp__block_bio_frontmerge(void *ctx) {
    return merged(ctx);
}

// Two requests became one; this one will neither be issued nor end.
int tp__block_rq_merge(void *ctx) {
    u64 key = ARG(ctx, 0);
    requests.delete(&key);
    return 0;
}

// Remembers the files this JVM writes to, for the write-back that comes later.
int tp__writeback_dirty_inode_start(void *ctx) {
    void *inode = (void *)ARG(ctx, 0);
    void *task = (void *)bpf_get_current_task_btf();
    if (!OURS(task))
        return 0;
    u64 key = (u64)inode;
    u64 number = LOAD_U64(inode, INODE_INO);
    u64 identity = IDENTITY(number, LOAD_U32(inode, INODE_GENERATION));
    int zero = 0;
    struct last_written *last = last_written.lookup(&zero);
    if (!last)
        return 0;
    struct written *w = &last->of[MASKED(number, LAST_WRITTEN)];
    if (w->inode == key && w->identity == identity)
        return 0;
    u64 *known = dirty.lookup(&key);
    if ((!known || *known != identity) && dirty.update(&key, &identity)) // takes a lock and a new entry, a microsecond
        return 0;
    w->inode = key;
    w->identity = identity;
    return 0;
}
