package dev.pitot.spans;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which methods are spans: {@code CLASS::METHOD}, or {@code CLASS} for all of its methods. A star in the class stands for
 * a part of one name, two stars for any number of names with their dots, a star in the method for a part of its name. An
 * exclamation mark in front excludes the methods instead.
 *
 * @param text as the user wrote it
 */
public record SpanPattern(String text, boolean excludes, Pattern type, Pattern method) {
    private static final int MAX_LENGTH = 500;
    private static final String ANY_METHOD = ".*";

    /** More would make a name that does not match slow to refuse. */
    private static final int MAX_STARS = 8;

    private static final Pattern FORM =
            Pattern.compile("!?[\\p{javaJavaIdentifierPart}.*]+(::[\\p{javaJavaIdentifierPart}*]+)?");

    /** Returns empty for a text of another form. */
    public static Optional<SpanPattern> parse(String text) {
        var stars = text.chars().filter(character -> character == '*').count();
        if (text.length() > MAX_LENGTH
                || stars > MAX_STARS
                || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        var excludes = text.startsWith("!");
        var parts = (excludes ? text.substring(1) : text).split("::");
        return Optional.of(new SpanPattern(
                text, excludes, glob(parts[0], "[^.]*"), glob(parts.length == 1 ? "*" : parts[1], ANY_METHOD)));
    }

    boolean isWholeClass() {
        return method.pattern().equals(ANY_METHOD);
    }

    /** @param name the class's binary name: {@code com.acme.Outer$Inner} */
    boolean matchesType(String name) {
        return type.matcher(name).matches();
    }

    boolean matchesMethod(String name) {
        return method.matcher(name).matches();
    }

    /** @param star what a single star stands for */
    private static Pattern glob(String glob, String star) {
        var regex = new StringBuilder();
        for (var i = 0; i < glob.length(); i++) {
            if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (glob.charAt(i) == '*') {
                regex.append(star);
            } else {
                regex.append(Pattern.quote(glob.substring(i, i + 1)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
