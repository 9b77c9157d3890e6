// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Which file a block request is for.
//
// A file is named by its inode, never by a descriptor. So it has one name at a time, whoever asks
// for it and in whatever way.
#ifndef PITOT_BLOCK_FILE_H
#define PITOT_BLOCK_FILE_H

#include "kernel.h"
#include "records.h"
#include "verifier.h"

#define BDEVFS_MAGIC    0x62646576
#define OVERLAYFS_MAGIC 0x794c7630

// Stands for the inode of a swap space, for which Linux has no name.
#define SWAP_INODE ((void *)1)

// The head of the pages that are one with a page.
//
// Linux 7.1 renamed `compound_head` to `compound_info`. Where the size of struct page is a power of
// 2 (CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP) that is no longer the address of the head but a mask,
// all ones and some zeros at the end (compound_info_has_mask in include/linux/page-flags.h). The
// negative of a mask is a power of 2, and the negative of an address is not.
static __always_inline void *head_page(void *page) {
    u64 info = READ_U64(page, PAGE_COMPOUND);
    if (!(info & 1))
        return page;
    u64 zeros = 1 - info;
    if (kernel_number(PAGE_COMPOUND_MAY_BE_MASK) && !(zeros & (zeros - 1)))
        return (void *)((u64)page & (info - 1));
    return (void *)(info - 1);
}

static __always_inline int is_of_block_device(void *inode) {
    return READ_U64(READ_PTR(inode, INODE_SB), SB_MAGIC) == BDEVFS_MAGIC;
}

// The inode whose page cache the bio reads or writes, by the bio's first page. SWAP_INODE: swap. 0:
// memory that is no page of a cache, as in direct I/O, or no memory.
//
// A page that is read or written back is locked or marked as such. A buffer of direct I/O is
// neither; it may be a page of another file, which is mapped. The buffers of a block device, which
// are the file system's own, are locked themselves, and their page is not.
static __always_inline void *page_cache_inode(void *bio, u32 flags) {
    if (has_bit(flags, REQ_SWAP))
        return SWAP_INODE; // writes only
    void *vec = bio ? READ_PTR(bio, BIO_IO_VEC) : 0;
    void *page = vec ? READ_PTR(vec, BVEC_PAGE) : 0;
    if (!page)
        return 0;
    page = head_page(page);
    u64 mapping = READ_U64(page, PAGE_MAPPING);
    // The low bits are FOLIO_MAPPING_FLAGS: anonymous, movable, KSM.
    void *inode = mapping && !(mapping & 3) ? READ_PTR(mapping, MAPPING_HOST) : 0;
    u64 state = READ_U64(page, PAGE_FLAGS);
    if (!(has_bit(state, PG_LOCKED) | has_bit(state, PG_WRITEBACK)))
        return inode && is_of_block_device(inode) ? inode : 0;
    // In a file's page the bit PG_SWAPCACHE says something else.
    return !inode && has_bit(state, PG_SWAPCACHE) ? SWAP_INODE : inode;
}

// Whether this is a struct file: it has the page cache of its inode.
static __always_inline int is_file(void *file) {
    void *mapping = file ? READ_PTR(file, FILE_MAPPING) : 0;
    void *host = mapping ? READ_PTR(mapping, MAPPING_HOST) : 0;
    return host && host == READ_PTR(file, FILE_INODE);
}

// The file in which an overlayfs has the data of a file; the file itself on other file systems.
//
// The file below has the pages and the blocks, so its name is known when they are written back. BTF
// does not say where it is, as overlayfs is a module. Up to Linux 6.12 `private_data` is the file.
// From 6.13 on (18e48d0e2c7b) it is two files: the one that was opened, and the copy, if the file
// was copied since.
static __always_inline void *overlay_lower_file(void *file) {
    void *sb = READ_PTR(READ_PTR(file, FILE_INODE), INODE_SB);
    if (READ_U64(sb, SB_MAGIC) != OVERLAYFS_MAGIC)
        return file;
    void *private = READ_PTR(file, FILE_PRIVATE);
    if (is_file(private))
        return private;
    void *copy = READ(void *, private + 8);
    if (is_file(copy))
        return copy;
    void *opened = READ(void *, private);
    return is_file(opened) ? opened : file;
}

// The inode of the file of the system call that the thread is in, if the call does I/O on a
// descriptor, and directly, or flushes a file; else 0.
//
// In a call that goes through the page cache the kernel may read and write memory that is not the
// file's: it swaps pages, to make room or as the call touches a buffer.
static __always_inline void *syscall_inode(void *task, u32 bytes) {
    void *regs = (void *)bpf_task_pt_regs(task);
    u32 number = LOAD_U32(regs, REGS_SYSCALL);
    u64 fd = LOAD_U64(regs, REGS_SYSCALL_ARG);
    switch (number) {
    case SYS_READ:
    case SYS_WRITE:
    case SYS_PREAD:
    case SYS_PWRITE:
    case SYS_READV:
    case SYS_WRITEV:
    case SYS_PREADV:
    case SYS_PWRITEV:
    case SYS_PREADV2:
    case SYS_PWRITEV2:
    case SYS_FSYNC:
    case SYS_FDATASYNC:
        break;
    default:
        return 0;
    }
    void *files = READ_PTR(task, T_FILES);
    void *table = files ? READ_PTR(files, FILES_FDT) : 0;
    if (!table || fd >= READ_U32(table, FDT_MAX))
        return 0;
    void *array = READ_PTR(table, FDT_FD);
    void *file = array ? READ(void *, array + fd * 8) : 0;
    if (!file || (bytes && !(READ_U32(file, FILE_FLAGS) & O_DIRECT)))
        return 0;
    file = overlay_lower_file(overlay_lower_file(file)); // containers in containers
    return READ_PTR(file, FILE_INODE);
}

// Fills in the file's name and its parents, up to the root of its file system, as far as there is
// room.
static __always_inline void fill_path(struct block_record *r, void *dentry) {
    void *above = READ_PTR(dentry, DENTRY_PARENT);
    if (!above || above == dentry)
        return;
    bpf_probe_read_kernel_str(r->name, NAME, READ_PTR(dentry, DENTRY_NAME));
    r->components = 1;
    bounded_for(i, PARENTS) {
        dentry = above;
        above = READ_PTR(dentry, DENTRY_PARENT);
        if (!above || above == dentry)
            return;
        bpf_probe_read_kernel_str(r->parent[i], PARENT, READ_PTR(dentry, DENTRY_NAME));
        r->cut |= bf_gt(READ_U32(dentry, DENTRY_NAME_LEN), PARENT - 1) << i;
        r->components = i + 2;
    }
    dentry = above;
    above = READ_PTR(dentry, DENTRY_PARENT);
    if (above && above != dentry)
        r->flags |= FLAG_CUT;
}

static __always_inline void fill_file(struct block_record *r, void *inode) {
    if (inode == SWAP_INODE) {
        r->flags |= FLAG_SWAP;
        return;
    }
    if (r->flags & FLAG_META || (inode && is_of_block_device(inode))) {
        r->flags |= FLAG_METADATA_FILE;
        return;
    }
    if (!inode)
        return;
    r->device = READ_U32(READ_PTR(inode, INODE_SB), SB_DEV);
    r->inode = READ_U64(inode, INODE_INO);
    r->generation = READ_U32(inode, INODE_GENERATION);
    void *alias = READ_PTR(inode, INODE_DENTRIES);
    if (alias)
        fill_path(r, container_of(alias, DENTRY_ALIAS));
}

#endif
