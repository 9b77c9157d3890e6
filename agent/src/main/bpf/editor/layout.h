// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
//
// Example values, for editors only: the layout of one kernel (Linux 6.18 on x86-64), and what is of
// the architecture. dev.pitot.fit.KernelLayout has the names of the former. When Pitot compiles its
// programs, they are sentinels (dev.pitot.compiler.Sentinels), or the numbers of the one kernel.
// dev.pitot.compiler.Registers gives the latter to the compiler.
#ifndef PITOT_EDITOR_LAYOUT_H
#define PITOT_EDITOR_LAYOUT_H

#define T_TGID                    2708
#define T_PID                     2704
#define T_LEADER                  1328
#define T_START                   1560
#define T_EXEC_ID                 2016
#define T_REAL_PARENT             1280
#define T_STATE                   24
#define T_COMM                    3248
#define T_NVCSW                   3032
#define T_NIVCSW                  3040
#define T_MIN_FLT                 3064
#define T_MAJ_FLT                 3072
#define T_MIGRATIONS              264
#define T_THREAD_PID              2808
#define T_FILES                   3320
#define T_BIO_LIST                3600
#define T_ON_CPU                  52
#define PID_LEVEL                 4
#define PID_NUMBERS               144
#define UPID_NR                   0
#define FILES_FDT                 32
#define FDT_MAX                   0
#define FDT_FD                    8
#define FILE_INODE                32
#define FILE_MAPPING              16
#define FILE_PRIVATE              24
#define FILE_FLAGS                40
#define RQ_BIO                    56
#define RQ_FLAGS                  24
#define RQ_BYTES                  44
#define RQ_SECTOR                 48
#define RQ_QUEUE                  0
#define QUEUE_DISK                104
#define QUEUE_MQ_OPS              16
#define DISK_NAME                 12
#define DISK_QUEUE                80
#define BDEV_DISK                 16
#define BIO_BDEV                  8
#define BIO_SECTOR                32
#define BIO_IO_VEC                112
#define BIO_FLAGS                 16
#define BIO_BYTES                 40
#define BVEC_PAGE                 0
#define PAGE_COMPOUND             8
#define PAGE_COMPOUND_MAY_BE_MASK 0
#define PAGE_FLAGS                0
#define PAGE_MAPPING              24
#define MAPPING_HOST              0
#define INODE_SB                  40
#define INODE_INO                 64
#define INODE_GENERATION          124
#define INODE_DENTRIES            304
#define SB_DEV                    16
#define SB_BDEV                   232
#define SB_MAGIC                  96
#define DENTRY_ALIAS              176
#define DENTRY_PARENT             24
#define DENTRY_NAME               40
#define DENTRY_NAME_LEN           36
#define T_IOWAIT_BYTE             2632
#define T_IOWAIT_BIT              3
#define UPID_SIZE                 16
#define REQ_SYNC                  11
#define REQ_META                  12
#define REQ_RAHEAD                19
#define REQ_FUA                   17
#define REQ_PREFLUSH              18
#define REQ_SWAP                  24
#define PG_LOCKED                 0
#define PG_WRITEBACK              1
#define PG_SWAPCACHE              10
#define REQ_OP_READ               0
#define REQ_OP_WRITE              1
#define REQ_OP_FLUSH              2
#define REQ_OP_DISCARD            3
#define REQ_OP_SECURE_ERASE       5
#define REQ_OP_WRITE_ZEROES       9
#define REQ_OP_ZONE_APPEND        7
#define REQ_OP_ZONE_OPEN          11
#define REQ_OP_ZONE_CLOSE         13
#define REQ_OP_ZONE_FINISH        15
#define REQ_OP_ZONE_RESET         17
#define REQ_OP_ZONE_RESET_ALL     19
#define HAS_SCHED_STAMPS          1
#define T_LAST_ARRIVAL            2480
#define T_LAST_QUEUED             2488
#define T_RUN_DELAY               2456
#define T_CFS_RQ                  288
#define CFS_RQ_RQ                 312
#define RUNQUEUE_CLOCK            3144
#define REGS_SYSCALL              120
#define HAS_GROUP_LEADER          1
#define T_GROUP_LEADER            1328
#define SWITCH_PREV               8
#define SWITCH_NEXT               16
#define HAS_SWITCH_STATE          1
#define SWITCH_STATE              24
#define PITOT_X86
#define REGS_WORDS       20
#define REGS_MASK        31
#define REGS_SP          152
#define RETURN_ADDRESS   8
#define REGS_SYSCALL_ARG 112
#define SYS_READ         0
#define SYS_WRITE        1
#define SYS_PREAD        17
#define SYS_PWRITE       18
#define SYS_READV        19
#define SYS_WRITEV       20
#define SYS_PREADV       295
#define SYS_PWRITEV      296
#define SYS_PREADV2      327
#define SYS_PWRITEV2     328
#define O_DIRECT         0x4000
#define SYS_FSYNC        74
#define SYS_FDATASYNC    75

#endif
