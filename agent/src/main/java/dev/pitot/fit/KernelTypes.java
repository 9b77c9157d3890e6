package dev.pitot.fit;

import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfKind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids that one kernel's BTF gives to what programs attach to and call. 0 is the id of nothing: the kernel has no
 * such type.
 *
 * @param attach by program, what it attaches to; 0 also if the program needs none
 * @param preemptDisable the function {@code bpf_preempt_disable}
 * @param preemptEnable the function {@code bpf_preempt_enable}
 * @param hasPrivateStacks whether programs may have a stack of their own for each CPU
 */
public record KernelTypes(
        Map<String, Integer> attach, int preemptDisable, int preemptEnable, boolean hasPrivateStacks) {
    public KernelTypes {
        attach = Map.copyOf(attach);
    }

    /** Looks the types of these programs up. */
    public static KernelTypes of(Btf btf, Collection<String> programs) throws BtfException {
        var attach = new LinkedHashMap<String, Integer>();
        for (var program : programs) {
            attach.put(program, attachType(btf, program));
        }
        return new KernelTypes(
                attach,
                id(btf, BtfKind.FUNC, "bpf_preempt_disable"),
                id(btf, BtfKind.FUNC, "bpf_preempt_enable"),
                btf.member("bpf_prog_aux", "priv_stack_ptr").isPresent());
    }

    /** {@code tp__NAME} and {@code tp__NAME__VARIANT} attach to a tracepoint, {@code iter__NAME} to an iterator. */
    private static int attachType(Btf btf, String program) throws BtfException {
        if (program.startsWith("tp__")) {
            return id(btf, BtfKind.TYPEDEF, "btf_trace_" + program.substring(4).split("__")[0]);
        }
        if (program.startsWith("iter__")) {
            return id(btf, BtfKind.FUNC, "bpf_iter_" + program.substring(6));
        }
        return 0;
    }

    private static int id(Btf btf, BtfKind kind, String name) throws BtfException {
        return btf.typeId(kind, name).orElse(0);
    }
}
