package dev.pitot.text;

/**
 * Makes any text safe for a terminal. Names, paths and messages come from files and processes that may be hostile. It
 * replaces what would end a line, control the terminal, change the direction of writing or hide text.
 */
public final class Printable {
    private Printable() {}

    /** Returns one line, with a question mark for each character that is not printable. */
    public static String line(String text) {
        return clean(text, false);
    }

    /** Does the same and keeps line feeds. */
    public static String lines(String text) {
        return clean(text, true);
    }

    /** Joins the lines of a message, such as libbcc's, into one without gaps. */
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

    /** Returns whether a terminal shows the character and does nothing else. */
    public static boolean is(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, // C0 and C1, including ESC and CSI
                    Character.FORMAT, // marks of direction, and characters without width
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, // one half of a pair
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
