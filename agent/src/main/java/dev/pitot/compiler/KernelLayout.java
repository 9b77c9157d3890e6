package dev.pitot.compiler;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfMember;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The running kernel's struct layouts, as defines for the BPF sources.
 *
 * <p>libbcc has no CO-RE. An offset from the wrong header would be silently wrong; an offset from the kernel's own BTF
 * is right or missing.
 */
public final class KernelLayout {
    /**
     * A member that the programs read.
     *
     * @param define name of the define for its offset
     * @param path path in the struct; where kernels differ, the alternatives separated by bars, the newest first
     * @param sizes readable sizes in bytes. With several, {@code DEFINE_SIZE} tells the actual one. None if only the
     *     address is used
     */
    record Member(String define, String struct, String path, int... sizes) {
        private BtfMember in(Btf btf) throws BtfException, BpfException {
            for (var one : path.split("\\|")) {
                var found = btf.member(struct, one);
                if (found.isPresent()) {
                    return readable(found.get());
                }
            }
            throw missing(toString());
        }

        /**
         * Checks the size. A member that has grown or shrunk would be read with its neighbour or in part: silently
         * wrong.
         */
        private BtfMember readable(BtfMember found) throws BpfException {
            if (sizes.length > 0 && IntStream.of(sizes).noneMatch(size -> size == found.byteSize())) {
                throw new BpfException.NotSupported(
                        this + " of " + found.byteSize() + " bytes", "an older kernel, and report this line");
            }
            return found;
        }

        private Stream<String> defines(Btf btf) throws BtfException, BpfException {
            var found = in(btf);
            var offset = flag(define, found.byteOffset());
            return sizes.length > 1 ? Stream.of(offset, flag(define + "_SIZE", found.byteSize())) : Stream.of(offset);
        }

        @Override
        public String toString() {
            return "struct " + struct + "." + path;
        }
    }

    private static Member member(String define, String struct, String path, int... sizes) {
        return new Member(define, struct, path, sizes);
    }

    static final List<Member> MEMBERS = List.of(
            member("T_TGID", "task_struct", "tgid", 4),
            member("T_PID", "task_struct", "pid", 4),
            member("T_STATE", "task_struct", "__state|state", 4, 8), // 2f064a59a11f, Linux 5.14
            member("T_COMM", "task_struct", "comm"),
            member("T_NVCSW", "task_struct", "nvcsw", 8),
            member("T_NIVCSW", "task_struct", "nivcsw", 8),
            member("T_MIN_FLT", "task_struct", "min_flt", 8),
            member("T_MAJ_FLT", "task_struct", "maj_flt", 8),
            member("T_MIGRATIONS", "task_struct", "se.nr_migrations", 8),
            member("T_THREAD_PID", "task_struct", "thread_pid", 8),
            member("T_FILES", "task_struct", "files", 8),
            member("T_BIO_LIST", "task_struct", "bio_list", 8),
            member("T_ON_CPU", "task_struct", "on_cpu", 4, 1), // 1 since Linux 7.2
            member("PID_LEVEL", "pid", "level", 4),
            member("PID_NUMBERS", "pid", "numbers"),
            member("UPID_NR", "upid", "nr", 4),
            member("FILES_FDT", "files_struct", "fdt", 8),
            member("FDT_MAX", "fdtable", "max_fds", 4),
            member("FDT_FD", "fdtable", "fd", 8),
            member("FILE_INODE", "file", "f_inode", 8),
            member("FILE_MAPPING", "file", "f_mapping", 8),
            member("FILE_PRIVATE", "file", "private_data", 8),
            member("FILE_FLAGS", "file", "f_flags", 4),
            member("RQ_BIO", "request", "bio", 8),
            member("RQ_FLAGS", "request", "cmd_flags", 4),
            member("RQ_BYTES", "request", "__data_len", 4),
            member("RQ_SECTOR", "request", "__sector", 8),
            member("RQ_QUEUE", "request", "q", 8),
            member("QUEUE_DISK", "request_queue", "disk", 8), // d152c682f03c, Linux 5.15
            member("QUEUE_MQ_OPS", "request_queue", "mq_ops", 8),
            member("DISK_NAME", "gendisk", "disk_name"),
            member("DISK_QUEUE", "gendisk", "queue", 8),
            member("BDEV_DISK", "block_device", "bd_disk", 8),
            member("BIO_BDEV", "bio", "bi_bdev", 8),
            member("BIO_SECTOR", "bio", "bi_iter.bi_sector", 8),
            member("BIO_IO_VEC", "bio", "bi_io_vec", 8),
            member("BIO_FLAGS", "bio", "bi_opf", 4),
            member("BIO_BYTES", "bio", "bi_iter.bi_size", 4),
            member("BVEC_PAGE", "bio_vec", "bv_page", 8),
            member("PAGE_COMPOUND", "page", "compound_info|compound_head", 8), // fc3f334ce2b9, Linux 7.1
            member("PAGE_FLAGS", "page", "flags", 8),
            member("PAGE_MAPPING", "page", "mapping", 8),
            member("MAPPING_HOST", "address_space", "host", 8),
            member("INODE_SB", "inode", "i_sb", 8),
            member("INODE_INO", "inode", "i_ino", 8),
            member("INODE_GENERATION", "inode", "i_generation", 4),
            member("INODE_DENTRIES", "inode", "i_dentry", 8),
            member("SB_DEV", "super_block", "s_dev", 4),
            member("SB_BDEV", "super_block", "s_bdev", 8),
            member("SB_MAGIC", "super_block", "s_magic", 8),
            member("DENTRY_ALIAS", "dentry", "d_u.d_alias|d_alias"),
            member("DENTRY_PARENT", "dentry", "d_parent", 8),
            member("DENTRY_NAME", "dentry", "d_name.name", 8),
            member("DENTRY_NAME_LEN", "dentry", "d_name.len", 4));

    static final List<Member> SCHEDULERS_BOOKS = List.of(
            member("T_LAST_ARRIVAL", "task_struct", "sched_info.last_arrival", 8),
            member("T_LAST_QUEUED", "task_struct", "sched_info.last_queued", 8),
            member("T_RUN_DELAY", "task_struct", "sched_info.run_delay", 8),
            member("T_CFS_RQ", "task_struct", "se.cfs_rq", 8),
            member("CFS_RQ_RQ", "cfs_rq", "rq", 8),
            member("RUNQUEUE_CLOCK", "rq", "clock", 8));

    /** The operations of requests. Before Linux 6.0 their enum is {@code req_opf}. */
    static final List<String> OPERATIONS = List.of(
            "READ",
            "WRITE",
            "FLUSH",
            "DISCARD",
            "SECURE_ERASE",
            "WRITE_ZEROES",
            "ZONE_APPEND",
            "ZONE_OPEN",
            "ZONE_CLOSE",
            "ZONE_FINISH",
            "ZONE_RESET",
            "ZONE_RESET_ALL");

    /** The base of numbers for operations that a kernel lacks. They differ, because each is a case of one switch. */
    private static final long NO_OPERATION = 0x100;

    /** The flags of a request: bit numbers in an anonymous enum of include/linux/blk_types.h. */
    static final List<String> REQUEST_FLAGS = List.of("SYNC", "META", "RAHEAD", "FUA", "PREFLUSH", "SWAP");

    /** The flags of a page: bit numbers in an anonymous enum of include/linux/page-flags.h. */
    static final List<String> PAGE_FLAGS = List.of("locked", "writeback", "swapcache");

    private KernelLayout() {}

    /**
     * Returns the list of members, for the bundle's key. The key also has the kernel's build, which determines their
     * offsets.
     */
    static String members() {
        return Stream.of(MEMBERS, SCHEDULERS_BOOKS)
                .flatMap(List::stream)
                .map(member -> member.define() + " " + member + " " + Arrays.toString(member.sizes()))
                .collect(Collectors.joining("\n"));
    }

    /** Returns {@code -D} flags for clang. The exception names what this kernel's BTF lacks. */
    public static List<String> defines(Btf btf) throws BtfException, BpfException {
        var defines = new ArrayList<String>();
        for (var member : MEMBERS) {
            member.defines(btf).forEach(defines::add);
        }
        if (btf.member("page", "compound_info").isPresent()) {
            defines.add("-DPAGE_COMPOUND_MAY_BE_MASK");
        }
        var ioWait = member("T_IOWAIT", "task_struct", "in_iowait").in(btf);
        defines.add(flag("T_IOWAIT_BYTE", ioWait.byteOffset() + ioWait.bitOffsetInByte() / 8));
        defines.add(flag("T_IOWAIT_MASK", 1 << ioWait.bitOffsetInByte() % 8));
        defines.add(flag("UPID_SIZE", btf.sizeOf("upid").orElseThrow(() -> missing("struct upid"))));
        for (var flag : REQUEST_FLAGS) {
            defines.add(flag("REQ_" + flag, 1L << enumerator(btf, "__REQ_" + flag)));
        }
        for (var flag : PAGE_FLAGS) {
            defines.add(flag("PG_" + flag.toUpperCase(Locale.ROOT), enumerator(btf, "PG_" + flag)));
        }
        for (var operation : OPERATIONS) {
            var number = btf.enumerator(null, "REQ_OP_" + operation);
            defines.add(flag("REQ_OP_" + operation, number.orElse(NO_OPERATION + OPERATIONS.indexOf(operation))));
        }
        defines.addAll(schedulersBooks(btf));
        // x86, aarch64: the number of the system call, -1 outside of one
        for (var syscall : List.of("orig_ax", "syscallno")) {
            optional(btf, "REGS_SYSCALL", "pt_regs", syscall).ifPresent(defines::add);
        }
        optional(btf, "T_GROUP_LEADER", "task_struct", "group_leader").ifPresent(defines::add);
        switchArguments(btf, defines);
        defines.addAll(Registers.defines());
        return defines;
    }

    /**
     * Returns the defines for the scheduler's own record of a task and for its clock: all of them or none.
     *
     * <p>They need CONFIG_SCHED_INFO. They also need CONFIG_FAIR_GROUP_SCHED, without which a task does not tell its
     * run queue. Without them, each wakeup and each switch reads the time itself.
     */
    private static List<String> schedulersBooks(Btf btf) throws BtfException, BpfException {
        var defines = new ArrayList<String>();
        for (var member : SCHEDULERS_BOOKS) {
            if (btf.member(member.struct(), member.path()).isEmpty()) {
                return List.of();
            }
            member.defines(btf).forEach(defines::add);
        }
        return defines;
    }

    private static Optional<String> optional(Btf btf, String define, String struct, String path) throws BtfException {
        return btf.member(struct, path).map(member -> flag(define, member.byteOffset()));
    }

    /**
     * Adds the order of sched_switch's arguments. Linux 5.18 added prev_state in front (fa2c3254d7cf), and 5.19 moved
     * it to the end (9c2136be0878).
     */
    private static void switchArguments(Btf btf, List<String> defines) throws BtfException, BpfException {
        var types = btf.parameters("btf_trace_sched_switch");
        var first = types.subList(1, types.size()); // the first is the tracepoint's own data
        var prev = first.indexOf("struct task_struct *");
        if (prev < 0) {
            throw missing("the arguments of sched_switch");
        }
        defines.add(flag("SWITCH_PREEMPT", 0));
        defines.add(flag("SWITCH_PREV", prev));
        defines.add(flag("SWITCH_NEXT", prev + 1));
        var state = first.indexOf("unsigned int");
        if (state >= 0) {
            defines.add(flag("SWITCH_STATE", state));
        }
    }

    private static long enumerator(Btf btf, String name) throws BtfException, BpfException {
        return btf.enumerator(null, name).orElseThrow(() -> missing(name));
    }

    private static BpfException missing(String what) {
        return new BpfException.NotSupported(what, "Linux 5.15 or later; the BTF of this kernel lacks it");
    }

    private static String flag(String name, long value) {
        return "-D" + name + "=" + value;
    }
}
