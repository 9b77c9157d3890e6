package dev.pitot.usdt.hotspot;

/**
 * An argument of a HotSpot probe, as the VM's source means it.
 *
 * @param index of the probe's raw argument, from 0; a string is this one and the next
 */
public record Parameter(String name, Type type, int index) {

    /** How many raw arguments it takes. */
    public int width() {
        return type == Type.STRING ? 2 : 1;
    }

    /** What the raw argument holds, however wide the compiler made it. */
    public enum Type {
        /** Two arguments: the address of modified UTF-8 characters without a NUL, and their number of bytes. */
        STRING,
        /** An address in the VM; it says which, its contents are the VM's own. */
        POINTER,
        /** Zero is false. */
        BOOLEAN,
        /** A signed 32-bit number. */
        INT,
        /** A 64-bit number. */
        LONG
    }
}
