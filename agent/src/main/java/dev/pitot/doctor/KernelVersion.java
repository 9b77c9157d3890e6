package dev.pitot.doctor;

import java.util.Optional;
import java.util.regex.Pattern;

/** The part of a kernel's release that determines its features. */
record KernelVersion(int major, int minor) {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\D.*)?", Pattern.DOTALL);

    /** Parses a release such as {@code 6.18.44-generic}; empty for any other text. */
    static Optional<KernelVersion> parse(String release) {
        var match = RELEASE.matcher(release);
        return match.matches()
                ? Optional.of(new KernelVersion(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }
}
