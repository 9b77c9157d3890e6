package dev.pitot.compiler;

import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfKind;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.record.Layout;
import java.util.Optional;

/**
 * Adapts the program for libjvm's sites to this kernel's handling of preemption. {@code maps.h} has the details.
 *
 * <ul>
 * <li>The kernel has {@code bpf_preempt_disable} and {@code bpf_preempt_enable} (Linux 6.10): the program calls them.
 * <li>It lacks them, and a program's stack belongs to its thread: the calls are removed.
 * <li>It lacks them and gives programs one stack per CPU ({@code bpf_prog_aux.priv_stack_ptr}, Linux 6.13): the program
 * is left out, because it would overwrite another thread's stack. No released kernel is known to be like that.
 * </ul>
 */
final class Unpreempted {
    private static final String DISABLE = "bpf_preempt_disable";
    private static final String ENABLE = "bpf_preempt_enable";

    private Unpreempted() {}

    /** Returns the program for this kernel; empty if none is safe. */
    static Optional<ProgramSpec> in(Btf btf, ProgramSpec program) throws BtfException {
        var disable = btf.typeId(BtfKind.FUNC, DISABLE);
        var enable = btf.typeId(BtfKind.FUNC, ENABLE);
        var callable = disable.isPresent() && enable.isPresent();
        if (!callable && btf.member("bpf_prog_aux", "priv_stack_ptr").isPresent()) {
            return Optional.empty();
        }
        return Optional.of(program.withCall(Layout.PREEMPT_DISABLE_PLACE, callable ? disable.getAsInt() : 0)
                .withCall(Layout.PREEMPT_ENABLE_PLACE, callable ? enable.getAsInt() : 0));
    }
}
