package dev.pitot.text;

/**
 * Text for a terminal, made of any: names, paths and messages come from files and processes that may be anybody's. What would end a
 * line, steer the terminal, turn the direction of writing or hide something is replaced.
 */
public final class Printable {
    private Printable() {}

    /** One line, with a question mark for each character that is not printable. */
    public static String line(String text) {
        return clean(text, false);
    }

    /** The same, but line feeds stay. */
    public static String lines(String text) {
        return clean(text, true);
    }

    /** One line without gaps: a message that had several, as libbcc's have. */
    public static String sentence(String text) {
        var sentence = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (is(c)) {
                sentence.appendCodePoint(c);
            } else if (!sentence.isEmpty() && sentence.charAt(sentence.length() - 1) != ' ') {
                sentence.append(' ');
            }
        });
        return sentence.toString().strip();
    }

    /** Whether a terminal shows it, and does nothing else. */
    public static boolean is(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, // C0 and C1, ESC and CSI among them
                    Character.FORMAT, // marks of direction, and what has no width
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, // without its other half
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String clean(String text, boolean keepLines) {
        if (text.codePoints().allMatch(c -> is(c) || (keepLines && c == '\n'))) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(is(c) || (keepLines && c == '\n') ? c : '?'));
        return clean.toString();
    }
}
