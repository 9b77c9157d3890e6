package dev.pitot.hotspot;

import dev.pitot.hotspot.SiteSpec.Role;
import dev.pitot.plan.EventKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The probes and functions of libjvm that make each event, and the arguments that they provide.
 *
 * <p>Probes and their arguments are those of src/hotspot/os/posix/dtrace/hotspot.d and hs_private.d in the JDK.
 */
final class SiteCatalogue {
    private SiteCatalogue() {}

    static final int NONE = -1;

    /**
     * A USDT probe.
     *
     * @param texts index of the pointer argument of each text; the next argument is its length
     * @param values argument index of each of the two values, or {@link #NONE}
     * @param constant replaces the argument of the first value, if not null
     */
    record Usdt(
            @Nullable EventKind kind,
            Role role,
            String provider,
            String probe,
            List<Integer> texts,
            List<Integer> values,
            @Nullable Long constant) {}

    /**
     * A function that is a phase, from its entry to its return.
     *
     * @param prefix prefix of its mangled name
     * @param parameter number of the parameter with the {@code Symbol*} of the class's name, or {@link #NONE}
     */
    record Function(EventKind kind, String prefix, int parameter) {}

    static final List<Usdt> PROBES = List.of(
            usdt(EventKind.CLASS_LOAD, Role.CLASS_LOADED, "class__loaded", List.of(0), 3, NONE),
            usdt(EventKind.CLASS_INITIALIZATION, Role.BEGIN, "class__initialization__clinit", List.of(), NONE, NONE),
            failed("class__initialization__end", 0),
            failed("class__initialization__error", 1),
            usdt(EventKind.COMPILATION, Role.BEGIN, "method__compile__begin", List.of(), NONE, NONE),
            usdt(EventKind.COMPILATION, Role.END, "method__compile__end", List.of(2, 4, 6, 0), 8, NONE),
            usdt(EventKind.GARBAGE_COLLECTION, Role.BEGIN, "gc__begin", List.of(), 0, NONE),
            usdt(EventKind.GARBAGE_COLLECTION, Role.END, "gc__end", List.of(), NONE, NONE),
            usdt(EventKind.GARBAGE_COLLECTION, Role.COLLECTS, "mem__pool__gc__begin", List.of(), NONE, NONE),
            usdt(EventKind.VM_OPERATION, Role.BEGIN, "vmops__begin", List.of(), NONE, NONE),
            usdt(EventKind.VM_OPERATION, Role.END, "vmops__end", List.of(0), NONE, NONE),
            usdt(EventKind.THREAD_PARK, Role.BEGIN, "thread__park__begin", List.of(), 2, 1),
            usdt(EventKind.THREAD_PARK, Role.END, "thread__park__end", List.of(), NONE, NONE),
            usdt(EventKind.THREAD_SLEEP, Role.BEGIN, "thread__sleep__begin", List.of(), 0, NONE),
            usdt(EventKind.THREAD_SLEEP, Role.END, "thread__sleep__end", List.of(), NONE, 0),
            usdt(EventKind.MONITOR_ENTER, Role.BEGIN, "monitor__contended__enter", List.of(), NONE, NONE),
            usdt(EventKind.MONITOR_ENTER, Role.END, "monitor__contended__entered", List.of(2), NONE, NONE),
            safepoint(Role.BEGIN, "safepoint__begin"),
            safepoint(Role.END, "safepoint__end"),
            usdt(null, Role.THREAD_START, "thread__start", List.of(0), 2, NONE));

    /** Without this function most loads would have no begin, or the begin of a part of the load. */
    static final Function CLASS_LOAD_BEGINS =
            new Function(EventKind.CLASS_LOAD, "_ZN16SystemDictionary19load_instance_classEP6Symbol", 0);

    static final String CLASS_LOAD_NAME = "SystemDictionary::load_instance_class";

    /**
     * The entries into the loading of a class: the JVM asks for it, the CDS archive has it, or its bytes are parsed.
     *
     * <p>They nest; the outermost for a name counts. If one of the others is missing, classes that enter by it alone
     * are counted in pitot.DataLoss, as ends whose begin was not seen. Pitot also probes their returns, because many
     * return without a class. The class was already loaded, or a parent loader has it.
     */
    static final List<Function> FUNCTIONS = List.of(
            CLASS_LOAD_BEGINS,
            new Function(EventKind.CLASS_LOAD, "_ZN16SystemDictionary17load_shared_classEP13InstanceKlass", NONE),
            new Function(EventKind.CLASS_LOAD, "_ZN12KlassFactory18create_from_streamEP15ClassFileStreamP6Symbol", 1));

    private static Usdt usdt(
            @Nullable EventKind kind, Role role, String probe, List<Integer> texts, int first, int second) {
        return new Usdt(kind, role, "hotspot", probe, texts, List.of(first, second), null);
    }

    private static Usdt failed(String probe, long failed) {
        return new Usdt(
                EventKind.CLASS_INITIALIZATION, Role.END, "hotspot", probe, List.of(0), List.of(NONE, NONE), failed);
    }

    private static Usdt safepoint(Role role, String probe) {
        return new Usdt(EventKind.SAFEPOINT, role, "hs_private", probe, List.of(), List.of(NONE, NONE), null);
    }
}
