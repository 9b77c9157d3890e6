package dev.pitot.hotspot;

import dev.pitot.record.Layout;
import dev.pitot.usdt.Argument;
import dev.pitot.usdt.Location;
import dev.pitot.usdt.RegisterPart;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Writes a {@link SiteSpec} as {@code struct site}.
 *
 * <p>The location of an argument differs from site to site, so the program reads it from data, as libbpf's usdt.c does.
 * libbcc generates code for each site instead, which would tie the bundle to one libjvm.
 */
public final class SiteEncoder {
    private static final byte CONSTANT = 1;
    private static final byte REGISTER = 2;
    private static final byte MEMORY = 3;

    private SiteEncoder() {}

    /** Returns a {@code struct sites}. The number of a site is its index. */
    public static MemorySegment encode(List<SiteSpec> specs, Arena arena) {
        if (specs.size() > Layout.MAX_SITES) {
            throw new IllegalArgumentException(specs.size() + " sites are more than " + Layout.MAX_SITES);
        }
        var sites = arena.allocate((long) Layout.MAX_SITES * Layout.SITE_SIZE, 8);
        for (var i = 0; i < specs.size(); i++) {
            encode(specs.get(i), sites.asSlice((long) i * Layout.SITE_SIZE, Layout.SITE_SIZE));
        }
        return sites;
    }

    private static void encode(SiteSpec spec, MemorySegment site) {
        site.set(ValueLayout.JAVA_BYTE, 0, (byte)
                (spec.kind() == null ? 0 : spec.kind().number()));
        site.set(ValueLayout.JAVA_BYTE, 1, (byte) spec.role().ordinal());
        site.set(ValueLayout.JAVA_BYTE, 2, (byte) spec.texts().size());
        long offset = Layout.SITE_TEXTS;
        for (var text : spec.texts()) {
            argument(site, offset, text.pointer());
            argument(site, offset + Layout.ARGUMENT_SIZE, text.length());
            offset += 2L * Layout.ARGUMENT_SIZE;
        }
        for (var i = 0; i < spec.values().size(); i++) {
            var at = Layout.SITE_VALUES + (long) i * Layout.ARGUMENT_SIZE;
            spec.values().get(i).ifPresent(value -> argument(site, at, value));
        }
    }

    /** Returns whether the program can read this argument. */
    static boolean canRead(Argument argument) {
        return switch (argument.location()) {
            case Location.Constant c -> true;
            case Location.InRegister r -> true;
            case Location.Memory m -> true;
            case Location.MemoryIndexed m -> false;
            case Location.SymbolMemory s -> false;
            case Location.Unsupported u -> false;
        };
    }

    private static void argument(MemorySegment site, long offset, Argument argument) {
        site.set(ValueLayout.JAVA_BYTE, offset + 1, (byte) argument.size());
        site.set(ValueLayout.JAVA_BYTE, offset + 2, (byte) (argument.signed() ? 1 : 0));
        switch (argument.location()) {
            case Location.Constant constant -> {
                site.set(ValueLayout.JAVA_BYTE, offset, CONSTANT);
                site.set(ValueLayout.JAVA_LONG, offset + 8, constant.value());
            }
            case Location.InRegister in -> register(site, offset, REGISTER, in.part(), 0);
            case Location.Memory memory -> register(site, offset, MEMORY, memory.base(), memory.displacement());
            case Location.MemoryIndexed m -> throw cannot(argument);
            case Location.SymbolMemory s -> throw cannot(argument);
            case Location.Unsupported u -> throw cannot(argument);
        }
    }

    private static void register(MemorySegment site, long offset, byte how, RegisterPart part, long displacement) {
        site.set(ValueLayout.JAVA_BYTE, offset, how);
        site.set(ValueLayout.JAVA_BYTE, offset + 3, (byte) part.shift());
        site.set(ValueLayout.JAVA_INT, offset + 4, part.register().contextOffset());
        site.set(ValueLayout.JAVA_LONG, offset + 8, displacement);
    }

    private static IllegalArgumentException cannot(Argument argument) {
        return new IllegalArgumentException("the program cannot read " + argument.description());
    }
}
