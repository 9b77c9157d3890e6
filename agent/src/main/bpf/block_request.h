// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// What a block request is for, and what its maker's account has of it.
#ifndef PITOT_BLOCK_REQUEST_H
#define PITOT_BLOCK_REQUEST_H

#include "kernel.h"
#include "records.h"

// What is asked of a disk: a request, or a bio where the disk has no requests.
struct io_request {
    u64 key;   // the address of the request or bio
    void *bio; // the first
    void *disk;
    u64 sector;
    u32 flags;
    u32 bytes;
};

// FLAG_* by the flags of a request or a bio.
static __always_inline u32 record_flags(u32 flags) {
    return has_bit(flags, REQ_SYNC) * FLAG_SYNC | has_bit(flags, REQ_META) * FLAG_META
           | has_bit(flags, REQ_RAHEAD) * FLAG_READAHEAD | has_bit(flags, REQ_FUA) * FLAG_FUA
           | has_bit(flags, REQ_PREFLUSH) * FLAG_PREFLUSH;
}

// OP_* by the flags of a request or a bio. A flush is made as a write of nothing
// (blkdev_issue_flush in block/blk-flush.c).
static __always_inline u32 record_operation(u32 flags, u32 bytes) {
    u64 operation = flags & 0xff; // REQ_OP_MASK
    if (operation == kernel_number(REQ_OP_READ))
        return OP_READ;
    if (operation == kernel_number(REQ_OP_WRITE))
        return bytes ? OP_WRITE : OP_FLUSH;
    if (operation == kernel_number(REQ_OP_FLUSH))
        return OP_FLUSH;
    if (operation == kernel_number(REQ_OP_DISCARD))
        return OP_DISCARD;
    if (operation == kernel_number(REQ_OP_SECURE_ERASE))
        return OP_SECURE_ERASE;
    if (operation == kernel_number(REQ_OP_WRITE_ZEROES))
        return OP_WRITE_ZEROES;
    if (operation == kernel_number(REQ_OP_ZONE_APPEND))
        return OP_ZONE_APPEND;
    if (operation == kernel_number(REQ_OP_ZONE_OPEN))
        return OP_ZONE_OPEN;
    if (operation == kernel_number(REQ_OP_ZONE_CLOSE))
        return OP_ZONE_CLOSE;
    if (operation == kernel_number(REQ_OP_ZONE_FINISH))
        return OP_ZONE_FINISH;
    if (operation == kernel_number(REQ_OP_ZONE_RESET))
        return OP_ZONE_RESET;
    if (operation == kernel_number(REQ_OP_ZONE_RESET_ALL))
        return OP_ZONE_RESET_ALL;
    return OP_OTHER;
}

// Adds to what a thread asked for. The bytes of a discard, or of zeroes that the device makes
// itself, are neither read nor written.
static __always_inline void io_totals_add(struct io_totals *disk, u32 operation, u64 bytes,
                                          u64 requests) {
    switch (operation) {
    case OP_READ:
        disk->reads += requests;
        disk->read_bytes += bytes;
        break;
    case OP_WRITE:
    case OP_ZONE_APPEND:
        disk->writes += requests;
        disk->write_bytes += bytes;
        break;
    case OP_FLUSH:
        disk->flushes += requests;
        break;
    case OP_DISCARD:
    case OP_SECURE_ERASE:
        disk->discards += requests;
        disk->discard_bytes += bytes;
        break;
    default:
        disk->others += requests;
    }
}

#endif
