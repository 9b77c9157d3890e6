package dev.pitot.compiler;

import dev.pitot.btf.Btf;
import dev.pitot.btf.BtfException;
import dev.pitot.btf.BtfKind;
import dev.pitot.bundle.ProgramSpec;
import dev.pitot.record.Layout;
import java.util.Optional;

/**
 * Fits a program at libjvm's sites to what this kernel does when a thread is preempted in it; {@code maps.h} tells the whole story.
 *
 * <ul>
 *   <li>{@code bpf_preempt_disable} and {@code bpf_preempt_enable} are there (Linux 6.10): the program calls them.
 *   <li>They are not, and a program's stack is its thread's own: the calls are taken out.
 *   <li>They are not, and the kernel gives programs a stack per CPU ({@code bpf_prog_aux.priv_stack_ptr}, Linux 6.13): the program would
 *       write over another thread's stack, and is left out. No released kernel is known to be so.
 * </ul>
 */
final class Unpreempted {
    private static final String DISABLE = "bpf_preempt_disable";
    private static final String ENABLE = "bpf_preempt_enable";

    private Unpreempted() {}

    /** The program for this kernel; empty where none is safe. */
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
