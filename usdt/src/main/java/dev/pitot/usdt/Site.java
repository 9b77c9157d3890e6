package dev.pitot.usdt;

import java.util.List;
import java.util.Optional;

/**
 * A place in the code where a probe fires: a nop that the kernel can replace by a breakpoint.
 *
 * <p>A uprobe needs the file offset, a stack trace the address. The arguments of a probe differ from site to site,
 * because they are wherever the compiler kept them.
 *
 * @param address address of the nop, as linked (and adjusted if the file was prelinked)
 * @param offset offset of the nop in the file; {@link #NOT_IN_FILE} if it cannot be attached
 * @param semaphore address of the 16-bit counter to raise while attached; 0 if the probe has none
 * @param semaphoreOffset offset of the counter in the file; 0 if the probe has none; or {@link #NOT_IN_FILE}
 * @param arguments arguments as in the note, such as {@code 8@%rdi -4@$5}
 * @param architecture architecture of the file; empty if its arguments cannot be parsed
 */
public record Site(
        long address,
        long offset,
        long semaphore,
        long semaphoreOffset,
        String arguments,
        Optional<Architecture> architecture) {
    /** The offset of an address that no segment loads from the file. */
    public static final long NOT_IN_FILE = -1;

    /** Returns the arguments in order. Throws {@link UsdtException} for unknown syntax or an unknown architecture. */
    public List<Argument> parsedArguments() throws UsdtException {
        var known = architecture.orElseThrow(
                () -> UsdtException.inText(arguments, 0, "arguments of x86-64 or aarch64, the file is of neither"));
        return Argument.parse(known, arguments);
    }
}
