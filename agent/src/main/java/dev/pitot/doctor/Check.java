package dev.pitot.doctor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One condition that recording depends on.
 *
 * @param group group in which the check is shown
 * @param found state or defect that was found
 * @param fix remedy; null if none is needed
 */
public record Check(
        Group group,
        String name,
        State state,
        String found,
        @Nullable String fix) {

    /** The groups in the order in which they are shown. */
    public enum Group {
        KERNEL,
        TRACEPOINTS,
        PERMISSIONS,
        LIBRARIES,
        JVM,
        EVENTS,
        TRIAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The severity of a finding. */
    public enum State {
        OK,
        /** Good to know, or not visible from here. */
        NOTE,
        /** Recording works and lacks something. */
        LIMITED,
        /** Recording does not work. */
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Check ok(Group group, String name, String found) {
        return new Check(group, name, State.OK, found, null);
    }

    static Check note(Group group, String name, String found) {
        return new Check(group, name, State.NOTE, found, null);
    }

    static Check limited(Group group, String name, String found, String fix) {
        return new Check(group, name, State.LIMITED, found, fix);
    }

    static Check failed(Group group, String name, String found, String fix) {
        return new Check(group, name, State.FAILED, found, fix);
    }

    /** Makes a check from a message of Pitot's exceptions: the cause, a semicolon, the remedy. */
    static Check of(Group group, String name, State state, String message) {
        var remedy = message.indexOf("; ");
        return remedy < 0
                ? new Check(group, name, state, message, null)
                : new Check(group, name, state, message.substring(0, remedy), message.substring(remedy + 2));
    }
}
