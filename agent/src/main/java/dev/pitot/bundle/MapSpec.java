package dev.pitot.bundle;

/**
 * The attributes of a BPF map for {@code BPF_MAP_CREATE}. The map does not exist in the kernel yet.
 *
 * @param type BPF_MAP_TYPE_…
 * @param keySize bytes; 0 if the type has no key, such as a ring buffer
 * @param valueSize bytes; 0 if the type has no value
 * @param maxEntries number of entries; the bytes of a ring buffer
 * @param flags BPF_F_…
 */
public record MapSpec(String name, int type, int keySize, int valueSize, int maxEntries, int flags) {
    public MapSpec {
        BundleLimits.requireName(name);
        BundleLimits.require(
                type >= 0 && keySize >= 0 && valueSize >= 0 && maxEntries >= 0,
                "type, sizes and entries of a map must not be negative");
    }
}
