package dev.pitot.usdt.hotspot;

/**
 * A parameter of a HotSpot probe, as in the VM's source.
 *
 * @param index index of the probe's raw argument, from 0; a string takes this one and the next
 */
public record Parameter(String name, Type type, int index) {

    /** Returns the number of raw arguments that the parameter takes. */
    public int width() {
        return type == Type.STRING ? 2 : 1;
    }

    /** The meaning of a raw argument, whatever its size. */
    public enum Type {
        /** Two arguments: the address of modified UTF-8 characters without a NUL, and their number of bytes. */
        STRING,
        /** An address in the VM. It identifies an object; the contents are internal to the VM. */
        POINTER,
        /** Zero is false. */
        BOOLEAN,
        /** A signed 32-bit number. */
        INT,
        /** A 64-bit number. */
        LONG
    }
}
