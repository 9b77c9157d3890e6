package dev.pitot.fit;

import dev.pitot.bpf.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfMember;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The numbers in which kernels differ, as far as the BPF sources use them: offsets of members, numbers of bits, and
 * whether the kernel has something.
 *
 * <p>libbcc has no CO-RE. An offset from the wrong header would be silently wrong; an offset from the kernel's own BTF
 * is right or missing. Each number is a define of the sources, and goes into the instructions when they are loaded.
 */
public final class KernelLayout {
    /**
     * A member that the programs read.
     *
     * @param define name of the define for its offset
     * @param path path in the struct; where kernels differ, the alternatives separated by bars, the newest first
     * @param sizes readable sizes in bytes; none if only the address is used
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
            member("T_LEADER", "task_struct", "group_leader", 8),
            member("T_START", "task_struct", "start_boottime", 8), // cf25e24db61c, Linux 5.5
            member("T_EXEC_ID", "task_struct", "self_exec_id", 8), // d1e7fd6462ca, Linux 5.7
            member("T_REAL_PARENT", "task_struct", "real_parent", 8),
            member("T_STATE", "task_struct", "__state|state", 4, 8), // 2f064a59a11f, Linux 5.14; 4 bytes are read
            member("T_COMM", "task_struct", "comm"),
            member("T_NVCSW", "task_struct", "nvcsw", 8),
            member("T_NIVCSW", "task_struct", "nivcsw", 8),
            member("T_MIN_FLT", "task_struct", "min_flt", 8),
            member("T_MAJ_FLT", "task_struct", "maj_flt", 8),
            member("T_MIGRATIONS", "task_struct", "se.nr_migrations", 8),
            member("T_THREAD_PID", "task_struct", "thread_pid", 8),
            member("T_FILES", "task_struct", "files", 8),
            member("T_BIO_LIST", "task_struct", "bio_list", 8),
            member("T_ON_CPU", "task_struct", "on_cpu", 4, 1), // 1 since Linux 7.2; the lowest byte is read
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

    /** The base of numbers for operations that a kernel lacks. No request has one: theirs are less (REQ_OP_MASK). */
    private static final int NO_OPERATION = 0x100;

    /** The flags of a request: bit numbers in an anonymous enum of include/linux/blk_types.h. */
    static final List<String> REQUEST_FLAGS = List.of("SYNC", "META", "RAHEAD", "FUA", "PREFLUSH", "SWAP");

    /** The flags of a page: bit numbers in an anonymous enum of include/linux/page-flags.h. */
    static final List<String> PAGE_FLAGS = List.of("locked", "writeback", "swapcache");

    private KernelLayout() {}

    /** Returns the names of all numbers: the defines that the sources use. */
    public static List<String> names() {
        var names = new ArrayList<String>();
        MEMBERS.forEach(member -> names.add(member.define()));
        names.addAll(List.of("HAS_GROUP_LEADER", "T_GROUP_LEADER"));
        names.addAll(List.of("PAGE_COMPOUND_MAY_BE_MASK", "T_IOWAIT_BYTE", "T_IOWAIT_BIT", "UPID_SIZE"));
        REQUEST_FLAGS.forEach(flag -> names.add("REQ_" + flag));
        PAGE_FLAGS.forEach(flag -> names.add("PG_" + flag.toUpperCase(Locale.ROOT)));
        OPERATIONS.forEach(operation -> names.add("REQ_OP_" + operation));
        names.add("HAS_SCHED_STAMPS");
        SCHEDULERS_BOOKS.forEach(member -> names.add(member.define()));
        names.addAll(List.of("SWITCH_PREV", "SWITCH_NEXT", "HAS_SWITCH_STATE", "SWITCH_STATE"));
        return List.copyOf(names);
    }

    /**
     * Returns a text that changes with what is read from a kernel, and how. Numbers that were stored with another text
     * do not count. Raise the number in front if the way changes and the list of members does not.
     */
    public static String derivation() {
        var text = new StringBuilder("1");
        for (var members : List.of(MEMBERS, SCHEDULERS_BOOKS)) {
            for (var member : members) {
                text.append('\n').append(member.define()).append(' ').append(member);
                for (var size : member.sizes()) {
                    text.append(' ').append(size);
                }
            }
        }
        return text.toString();
    }

    /** Reads a kernel's types. The exception says what to do if the file is missing. */
    public static Btf btf(Path file) throws BtfException, BpfException {
        if (!Files.isReadable(file)) {
            throw new BpfException.NotSupported(
                    file + ", the kernel's type information,",
                    "a kernel with CONFIG_DEBUG_INFO_BTF and, in a container, a /sys that shows it");
        }
        return Btf.read(file);
    }

    /**
     * Returns the numbers of a kernel by the names of {@link #names()}. The exception names what this kernel's BTF
     * lacks.
     */
    public static Map<String, Integer> numbers(Btf btf) throws BtfException, BpfException {
        var numbers = new LinkedHashMap<String, Integer>();
        for (var member : MEMBERS) {
            numbers.put(member.define(), member.in(btf).byteOffset());
        }
        var leader = btf.member("task_struct", "group_leader");
        numbers.put("HAS_GROUP_LEADER", flag(leader.isPresent()));
        numbers.put("T_GROUP_LEADER", leader.map(BtfMember::byteOffset).orElse(0));
        numbers.put(
                "PAGE_COMPOUND_MAY_BE_MASK",
                flag(btf.member("page", "compound_info").isPresent()));
        var ioWait = member("T_IOWAIT", "task_struct", "in_iowait").in(btf);
        numbers.put("T_IOWAIT_BYTE", ioWait.byteOffset() + ioWait.bitOffsetInByte() / 8);
        numbers.put("T_IOWAIT_BIT", ioWait.bitOffsetInByte() % 8);
        numbers.put("UPID_SIZE", btf.sizeOf("upid").orElseThrow(() -> missing("struct upid")));
        for (var flag : REQUEST_FLAGS) {
            numbers.put("REQ_" + flag, enumerator(btf, "__REQ_" + flag));
        }
        for (var flag : PAGE_FLAGS) {
            numbers.put("PG_" + flag.toUpperCase(Locale.ROOT), enumerator(btf, "PG_" + flag));
        }
        for (var operation : OPERATIONS) {
            var number = btf.enumerator(null, "REQ_OP_" + operation);
            numbers.put("REQ_OP_" + operation, (int) number.orElse(NO_OPERATION + OPERATIONS.indexOf(operation)));
        }
        addSchedulersBooks(btf, numbers);
        addSwitchArguments(btf, numbers);
        return Collections.unmodifiableMap(numbers);
    }

    /**
     * Adds the scheduler's own record of a task and its clock: all of them or none.
     *
     * <p>They need CONFIG_SCHED_INFO. They also need CONFIG_FAIR_GROUP_SCHED, without which a task does not tell its
     * run queue. Without them, each wakeup and each switch reads the time itself.
     */
    private static void addSchedulersBooks(Btf btf, Map<String, Integer> numbers) throws BtfException, BpfException {
        var complete = true;
        for (var member : SCHEDULERS_BOOKS) {
            complete &= btf.member(member.struct(), member.path()).isPresent();
        }
        numbers.put("HAS_SCHED_STAMPS", flag(complete));
        for (var member : SCHEDULERS_BOOKS) {
            numbers.put(member.define(), complete ? member.in(btf).byteOffset() : 0);
        }
    }

    /**
     * Adds where sched_switch's arguments are, in bytes. Linux 5.18 added prev_state in front (fa2c3254d7cf), and 5.19
     * moved it to the end (9c2136be0878).
     */
    private static void addSwitchArguments(Btf btf, Map<String, Integer> numbers) throws BtfException, BpfException {
        var types = btf.parameters("btf_trace_sched_switch");
        var prev = types.indexOf("struct task_struct *");
        if (prev < 1) {
            throw missing("the arguments of sched_switch");
        }
        var state = types.indexOf("unsigned int");
        numbers.put("SWITCH_PREV", argument(prev));
        numbers.put("SWITCH_NEXT", argument(prev + 1));
        numbers.put("HAS_SWITCH_STATE", flag(state >= 0));
        numbers.put("SWITCH_STATE", state >= 0 ? argument(state) : 0);
    }

    /** Returns the offset of an argument. The first parameter is the tracepoint's own data, and no argument. */
    private static int argument(int parameter) {
        return Long.BYTES * (parameter - 1);
    }

    private static int flag(boolean value) {
        return value ? 1 : 0;
    }

    private static int enumerator(Btf btf, String name) throws BtfException, BpfException {
        return (int) btf.enumerator(null, name).orElseThrow(() -> missing(name));
    }

    private static BpfException missing(String what) {
        return new BpfException.NotSupported(what, "Linux 5.15 or later; the BTF of this kernel lacks it");
    }
}
