package dev.pitot.compiler;

import dev.pitot.bcc.BpfException;
import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfMember;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The running kernel's struct layouts as defines for the BPF sources. libbcc has no CO-RE, and an offset from the wrong header
 * is silently wrong; an offset from the kernel's own BTF is right or missing.
 */
public final class KernelLayout {
    /** Define, struct, path; where kernels differ in the path, the newest first, separated by bars. */
    private static final String[][] OFFSETS = {
        {"T_TGID", "task_struct", "tgid"},
        {"T_PID", "task_struct", "pid"},
        {"T_STATE", "task_struct", "__state|state"}, // 2f064a59a11f, Linux 5.14
        {"T_COMM", "task_struct", "comm"},
        {"T_NVCSW", "task_struct", "nvcsw"},
        {"T_NIVCSW", "task_struct", "nivcsw"},
        {"T_MIN_FLT", "task_struct", "min_flt"},
        {"T_MAJ_FLT", "task_struct", "maj_flt"},
        {"T_MIGRATIONS", "task_struct", "se.nr_migrations"},
        {"T_THREAD_PID", "task_struct", "thread_pid"},
        {"T_FILES", "task_struct", "files"},
        {"T_ON_CPU", "task_struct", "on_cpu"},
        {"PID_LEVEL", "pid", "level"},
        {"PID_NUMBERS", "pid", "numbers"},
        {"UPID_NR", "upid", "nr"},
        {"FILES_FDT", "files_struct", "fdt"},
        {"FDT_MAX", "fdtable", "max_fds"},
        {"FDT_FD", "fdtable", "fd"},
        {"FILE_INODE", "file", "f_inode"},
        {"FILE_DENTRY", "file", "f_path.dentry"},
        {"RQ_BIO", "request", "bio"},
        {"RQ_FLAGS", "request", "cmd_flags"},
        {"RQ_BYTES", "request", "__data_len"},
        {"RQ_SECTOR", "request", "__sector"},
        {"RQ_QUEUE", "request", "q"},
        {"QUEUE_DISK", "request_queue", "disk"}, // d152c682f03c, Linux 5.15
        {"DISK_NAME", "gendisk", "disk_name"},
        {"BIO_IO_VEC", "bio", "bi_io_vec"},
        {"BIO_FLAGS", "bio", "bi_opf"},
        {"BIO_BYTES", "bio", "bi_iter.bi_size"},
        {"BVEC_PAGE", "bio_vec", "bv_page"},
        {"PAGE_COMPOUND_HEAD", "page", "compound_head"},
        {"PAGE_MAPPING", "page", "mapping"},
        {"MAPPING_HOST", "address_space", "host"},
        {"INODE_SB", "inode", "i_sb"},
        {"INODE_INO", "inode", "i_ino"},
        {"INODE_DENTRIES", "inode", "i_dentry"},
        {"SB_MAGIC", "super_block", "s_magic"},
        {"DENTRY_ALIAS", "dentry", "d_u.d_alias|d_alias"},
        {"DENTRY_PARENT", "dentry", "d_parent"},
        {"DENTRY_NAME", "dentry", "d_name.name"},
        {"DENTRY_NAME_LEN", "dentry", "d_name.len"},
    };

    private static final String[][] SCHEDULERS_BOOKS = {
        {"T_LAST_ARRIVAL", "task_struct", "sched_info.last_arrival"},
        {"T_LAST_QUEUED", "task_struct", "sched_info.last_queued"},
        {"T_RUN_DELAY", "task_struct", "sched_info.run_delay"},
        {"T_CFS_RQ", "task_struct", "se.cfs_rq"},
        {"CFS_RQ_RQ", "cfs_rq", "rq"},
        {"RUNQUEUE_CLOCK", "rq", "clock"},
    };

    /** Flags of a request are bit numbers in an anonymous enum of include/linux/blk_types.h. */
    private static final String[] REQUEST_FLAGS = {"SYNC", "META", "RAHEAD", "FUA", "PREFLUSH"};

    private KernelLayout() {}

    /** Which members the defines are of, for the bundle's key: where they are, the kernel's build says, which is in the key as well. */
    static String members() {
        return Stream.of(OFFSETS, SCHEDULERS_BOOKS)
                .flatMap(Stream::of)
                .map(offset -> String.join(" ", offset))
                .collect(Collectors.joining("\n"));
    }

    /** {@code -D} flags for clang. Fails with the name of what this kernel's BTF does not have. */
    public static List<String> defines(Btf btf) throws BtfException, BpfException {
        var defines = new ArrayList<String>();
        for (var offset : OFFSETS) {
            defines.add(define(offset[0], member(btf, offset[1], offset[2]).byteOffset()));
        }
        var ioWait = member(btf, "task_struct", "in_iowait");
        defines.add(define("T_IOWAIT_BYTE", ioWait.byteOffset() + ioWait.bitOffsetInByte() / 8));
        defines.add(define("T_IOWAIT_MASK", 1 << ioWait.bitOffsetInByte() % 8));
        defines.add(define("UPID_SIZE", btf.sizeOf("upid").orElseThrow(() -> missing("struct upid"))));
        for (var flag : REQUEST_FLAGS) {
            var bit = btf.enumerator(null, "__REQ_" + flag).orElseThrow(() -> missing("__REQ_" + flag));
            defines.add(define("REQ_" + flag, 1L << bit));
        }
        defines.addAll(schedulersBooks(btf));
        switchArguments(btf, defines);
        defines.addAll(Registers.defines());
        return defines;
    }

    /**
     * What the scheduler itself writes down of a task, and its clock: all of it or nothing. It takes CONFIG_SCHED_INFO, and
     * CONFIG_FAIR_GROUP_SCHED, since without that a task does not say whose run queue it is in. Where they are missing, each wakeup and
     * each switch changes the account at a time read for it.
     */
    private static List<String> schedulersBooks(Btf btf) throws BtfException {
        var defines = new ArrayList<String>();
        for (var offset : SCHEDULERS_BOOKS) {
            var member = btf.member(offset[1], offset[2]);
            if (member.isEmpty()) {
                return List.of();
            }
            defines.add(define(offset[0], member.get().byteOffset()));
        }
        return defines;
    }

    /**
     * The order of sched_switch's arguments changed in Linux 5.18 (prev_state added in front, fa2c3254d7cf) and again in 5.19
     * (moved to the end, 9c2136be0878).
     */
    private static void switchArguments(Btf btf, List<String> defines) throws BtfException, BpfException {
        var types = btf.parameters("btf_trace_sched_switch");
        var first = types.subList(1, types.size()); // the first is the tracepoint's own data
        var prev = first.indexOf("struct task_struct *");
        if (prev < 0) {
            throw missing("the arguments of sched_switch");
        }
        defines.add(define("SWITCH_PREEMPT", 0));
        defines.add(define("SWITCH_PREV", prev));
        defines.add(define("SWITCH_NEXT", prev + 1));
        var state = first.indexOf("unsigned int");
        if (state >= 0) {
            defines.add(define("SWITCH_STATE", state));
        }
    }

    private static BtfMember member(Btf btf, String struct, String paths) throws BtfException, BpfException {
        for (var path : paths.split("\\|")) {
            var found = btf.member(struct, path);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw missing("struct " + struct + "." + paths);
    }

    private static BpfException missing(String what) {
        return new BpfException.NotSupported(what, "a kernel from 5.15 on; its BTF does not have it");
    }

    private static String define(String name, long value) {
        return "-D" + name + "=" + value;
    }
}
