package dev.pitot.bundle;

/**
 * A BPF map to be created, as {@code BPF_MAP_CREATE} wants it; nothing exists in the kernel yet.
 *
 * @param type BPF_MAP_TYPE_…
 * @param keySize bytes; 0 where the type has no key, as a ring buffer
 * @param valueSize bytes; 0 where the type has no value
 * @param maxEntries of a ring buffer its bytes
 * @param flags BPF_F_…, as they stand
 */
public record MapSpec(String name, int type, int keySize, int valueSize, int maxEntries, int flags) {
    public MapSpec {
        BundleLimits.requireName(name);
        BundleLimits.require(
                type >= 0 && keySize >= 0 && valueSize >= 0 && maxEntries >= 0,
                "type, sizes and entries of a map must not be negative");
    }
}
