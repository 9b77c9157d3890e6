package dev.pitot.usdt;

/**
 * The note of one probe site as {@code sys/sdt.h} of SystemTap writes it: three addresses, then three strings.
 *
 * @param location the address of the nop, as the linker saw it
 * @param base the address of the section {@code .stapsdt.base}, as the linker saw it
 * @param semaphore the address of the counter that says whether someone listens, or 0
 */
record ProbeNote(String provider, String name, long location, long base, long semaphore, String arguments) {
    static final String SECTION = ".note.stapsdt";
    static final String OWNER = "stapsdt";
    static final int TYPE = 3;

    static ProbeNote read(Window descriptor) throws UsdtException {
        var word = descriptor.addressSize();
        var providerAt = 3L * word;
        var provider = descriptor.string(providerAt);
        // By the bytes, not by the decoded string: what is not UTF-8 has another length decoded.
        var nameAt = providerAt + descriptor.stringSize(providerAt) + 1;
        var name = descriptor.string(nameAt);
        var arguments = descriptor.string(nameAt + descriptor.stringSize(nameAt) + 1);
        return new ProbeNote(
                provider,
                name,
                descriptor.address(0),
                descriptor.address(word),
                descriptor.address(2L * word),
                arguments);
    }
}
