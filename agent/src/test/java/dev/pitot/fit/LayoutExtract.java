package dev.pitot.fit;

import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfBlob;
import dev.pitot.btf.BtfBlob.Field;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfKind;
import dev.pitot.fit.KernelLayout.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What Pitot asks a kernel's BTF for, as a BTF file of a few kilobytes instead of five megabytes: so that tests know the layouts of many
 * kernels. Each member lies where it did; a struct that is on the way to it begins where the outermost does, so that offsets still add up.
 * Type ids are others.
 *
 * <p>{@code LayoutExtract BTF FILE} writes one.
 */
final class LayoutExtract {
    private static final List<Member> MORE = List.of(
            new Member("", "task_struct", "in_iowait"),
            new Member("", "task_struct", "group_leader"),
            new Member("", "bpf_prog_aux", "priv_stack_ptr"),
            new Member("", "page", "compound_head|compound_info"));

    private static final List<String> TRACEPOINTS = List.of(
            "task_newtask task_rename sched_wakeup sched_wakeup_new sched_waking sched_process_exit",
            "block_bio_backmerge block_bio_frontmerge block_io_start block_io_done block_rq_insert block_rq_issue block_rq_complete",
            "block_rq_merge block_bio_queue block_bio_complete page_fault_user page_fault_kernel writeback_mark_inode_dirty");

    private static final List<String> FUNCTIONS = List.of("bpf_iter_task", "bpf_preempt_disable", "bpf_preempt_enable");

    private final Btf from;
    private final BtfBlob to = new BtfBlob();
    private final int word = to.integer("unsigned long", 8);

    private LayoutExtract(Btf from) {
        this.from = from;
    }

    public static void main(String[] arguments) throws BtfException, IOException {
        Files.write(Path.of(arguments[1]), of(Btf.read(Path.of(arguments[0]))));
    }

    static byte[] of(Btf kernel) throws BtfException {
        var extract = new LayoutExtract(kernel);
        extract.structs();
        extract.requests();
        extract.tracepoints();
        extract.functions();
        return extract.to.bytes();
    }

    /** A member on the way to others, or, having a type, one that is read itself. */
    private record Step(Map<String, Step> inner, int type, int bits, int width) {
        static Step toOthers() {
            return new Step(new LinkedHashMap<>(), 0, 0, 0);
        }
    }

    private void structs() throws BtfException {
        var structs = new LinkedHashMap<String, Step>();
        var members = Stream.of(KernelLayout.MEMBERS, KernelLayout.SCHEDULERS_BOOKS, MORE);
        for (var member : members.flatMap(List::stream).toList()) {
            for (var path : member.path().split("\\|")) {
                add(member.struct(), path, structs.computeIfAbsent(member.struct(), any -> Step.toOthers()));
            }
        }
        for (var struct : structs.entrySet()) {
            write(struct.getKey(), from.sizeOf(struct.getKey()).orElse(0), struct.getValue());
        }
    }

    private void add(String struct, String path, Step outermost) throws BtfException {
        var found = from.member(struct, path);
        if (found.isEmpty()) {
            return;
        }
        var steps = path.split("\\.");
        var at = outermost;
        for (var step : List.of(steps).subList(0, steps.length - 1)) {
            at = at.inner.computeIfAbsent(step, any -> Step.toOthers());
        }
        var member = found.get();
        var bits = member.byteOffset() * 8 + member.bitOffsetInByte();
        var leaf = new Step(Map.of(), integer(member.byteSize()), bits, member.bitSize());
        at.inner.put(steps[steps.length - 1], leaf);
    }

    /** A struct that is on the way begins where the outermost does, and is as large. */
    private int write(String name, int size, Step struct) {
        var fields = new ArrayList<Field>();
        struct.inner.forEach((inner, step) -> {
            var type = step.inner.isEmpty() ? step.type : write("", size, step);
            fields.add(new Field(inner, type, step.bits, step.width));
        });
        return to.withBitFields(name, size, fields.toArray(Field[]::new));
    }

    /** Of what is no register's size only the address is taken. */
    private int integer(int bytes) {
        return bytes == 1 || bytes == 2 || bytes == 4 ? to.integer("int" + bytes, bytes) : word;
    }

    private void requests() throws BtfException {
        enumeration("req_flag_bits", "__REQ_", KernelLayout.REQUEST_FLAGS);
        enumeration("pageflags", "PG_", KernelLayout.PAGE_FLAGS);
        enumeration("req_op", "REQ_OP_", KernelLayout.OPERATIONS);
    }

    private void enumeration(String name, String prefix, List<String> enumerators) throws BtfException {
        var values = new ArrayList<>();
        for (var enumerator : enumerators) {
            var whole = prefix + enumerator;
            from.enumerator(null, whole).ifPresent(value -> values.addAll(List.of(whole, (int) value)));
        }
        to.enumeration(name, false, values.toArray());
    }

    private void tracepoints() throws BtfException {
        var none = to.referring(BtfKind.PTR, "", to.prototype());
        for (var name :
                TRACEPOINTS.stream().flatMap(line -> Stream.of(line.split(" "))).toList()) {
            if (from.typeId(BtfKind.TYPEDEF, "btf_trace_" + name).isPresent()) {
                to.referring(BtfKind.TYPEDEF, "btf_trace_" + name, none);
            }
        }
        var types = from.parameters("btf_trace_sched_switch").stream()
                .mapToInt(this::type)
                .toArray();
        var prototype = to.prototype(types);
        to.referring(BtfKind.TYPEDEF, "btf_trace_sched_switch", to.referring(BtfKind.PTR, "", prototype));
    }

    private int type(String written) {
        if (written.endsWith("*")) {
            var name = written.replaceAll("^struct | \\*$", "");
            return to.referring(BtfKind.PTR, "", name.equals("void") ? 0 : to.referring(BtfKind.FWD, name, 0));
        }
        return to.integer(written, 4);
    }

    private void functions() throws BtfException {
        for (var name : FUNCTIONS) {
            if (from.typeId(BtfKind.FUNC, name).isPresent()) {
                to.referring(BtfKind.FUNC, name, to.prototype());
            }
        }
    }
}
