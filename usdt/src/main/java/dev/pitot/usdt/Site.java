package dev.pitot.usdt;

import java.util.List;
import java.util.Optional;

/**
 * One place in the code where a probe fires: a nop the kernel can replace by a breakpoint.
 *
 * <p>A uprobe wants file offsets, a stack trace addresses; both are here. The arguments of one probe differ from site
 * to site, because each is wherever the compiler had it at that place.
 *
 * @param address of the nop, as linked (and adjusted where the file was prelinked)
 * @param offset of the nop in the file, or {@link #NOT_IN_FILE}: then it cannot be attached
 * @param semaphore address of the 16-bit counter to raise while attached, or 0 when the probe has none
 * @param semaphoreOffset of the counter in the file, 0 when the probe has none, or {@link #NOT_IN_FILE}
 * @param arguments as in the note, such as {@code 8@%rdi -4@$5}
 * @param architecture of the file; empty when its arguments cannot be parsed
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

    /** The arguments in order; throws {@link UsdtException} for a spelling or an architecture not known. */
    public List<Argument> parsedArguments() throws UsdtException {
        var known = architecture.orElseThrow(
                () -> UsdtException.inText(arguments, 0, "arguments of x86-64 or aarch64, the file is of neither"));
        return Argument.parse(known, arguments);
    }
}
