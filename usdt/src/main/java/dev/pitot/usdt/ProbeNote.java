package dev.pitot.usdt;

/**
 * The note of one probe site as written by {@code sys/sdt.h} of SystemTap: three addresses, then three strings.
 *
 * @param location address of the nop at link time
 * @param base address of the section {@code .stapsdt.base} at link time
 * @param semaphore address of the counter of listeners, or 0
 */
record ProbeNote(String provider, String name, long location, long base, long semaphore, String arguments) {
    static final String SECTION = ".note.stapsdt";
    static final String OWNER = "stapsdt";
    static final int TYPE = 3;

    static ProbeNote read(Window descriptor) throws UsdtException {
        var word = descriptor.addressSize();
        var providerAt = 3L * word;
        var provider = descriptor.string(providerAt);
        // Uses the size in bytes. Text that is not UTF-8 has another length once decoded.
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
