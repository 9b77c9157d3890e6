package dev.pitot.fit;

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
    private static final String UPROBE = "uprobe__";

    private Unpreempted() {}

    /** Returns whether this is such a program. */
    static boolean concerns(ProgramSpec program) {
        return program.name().startsWith(UPROBE);
    }

    /** Returns the program for this kernel; empty if none is safe. */
    static Optional<ProgramSpec> in(KernelTypes types, ProgramSpec program) {
        var callable = types.preemptDisable() != 0 && types.preemptEnable() != 0;
        if (!callable && types.hasPrivateStacks()) {
            return Optional.empty();
        }
        return Optional.of(program.withCall(Layout.PREEMPT_DISABLE_PLACE, callable ? types.preemptDisable() : 0)
                .withCall(Layout.PREEMPT_ENABLE_PLACE, callable ? types.preemptEnable() : 0));
    }
}
