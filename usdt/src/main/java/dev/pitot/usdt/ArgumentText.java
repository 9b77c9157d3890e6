package dev.pitot.usdt;

import java.util.function.IntPredicate;

/** A cursor over an argument string. */
final class ArgumentText {
    private static final char END = '\0';

    private final String text;
    private int position;

    ArgumentText(String text) {
        this.text = text;
    }

    /** Returns the next character, or NUL at the end. */
    char peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** Skips blanks and returns whether anything follows. */
    boolean skipBlanks() {
        while (isBlank(peek())) {
            position++;
        }
        return !atEnd();
    }

    boolean skip(char wanted) {
        var found = !atEnd() && peek() == wanted;
        if (found) {
            position++;
        }
        return found;
    }

    void expect(char wanted) throws UsdtException {
        if (!skip(wanted)) {
            throw error("'" + wanted + "'");
        }
    }

    /** Checks that a blank or the end follows the operand. */
    void expectEndOfOperand() throws UsdtException {
        if (!atEnd() && !isBlank(peek())) {
            throw error("the end of the argument");
        }
    }

    String digits() {
        return takeWhile(c -> c >= '0' && c <= '9');
    }

    /** Reads a lower-case word such as the name of a register; it may be empty. */
    String word() {
        return takeWhile(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    /**
     * Reads the name of a symbol in the assembler's syntax, with a suffix such as {@code @GOTPCREL}; it may be empty.
     */
    String symbol() {
        return takeWhile(c -> c == '_' || c == '.' || c == '$' || c == '@' || Character.isLetterOrDigit(c));
    }

    /** Skips everything up to the next blank outside of brackets and returns it. */
    String wholeOperand() throws UsdtException {
        var depth = 0;
        var start = position;
        for (; !atEnd() && (depth > 0 || !isBlank(peek())); position++) {
            switch (peek()) {
                case '[', '(' -> depth++;
                case ']', ')' -> depth--;
                default -> {
                    // Only brackets matter.
                }
            }
        }
        if (position == start || depth != 0) {
            throw error("an operand with its brackets closed");
        }
        return text.substring(start, position);
    }

    boolean atNumber() {
        var next = position + (peek() == '-' || peek() == '+' ? 1 : 0);
        return next < text.length() && text.charAt(next) >= '0' && text.charAt(next) <= '9';
    }

    /**
     * Reads a decimal or {@code 0x} number of up to 64 bits, signed or not. Unsigned numbers from 2^63 on become
     * negative.
     */
    long number() throws UsdtException {
        var start = position;
        var negative = skip('-');
        if (!negative) {
            skip('+');
        }
        var hex = text.startsWith("0x", position);
        position += hex ? 2 : 0;
        var digits = takeWhile(c -> Character.digit(c, hex ? 16 : 10) >= 0 && c < 128);
        try {
            var magnitude = Long.parseUnsignedLong(digits, hex ? 16 : 10);
            return negative ? -magnitude : magnitude;
        } catch (NumberFormatException e) {
            position = start;
            throw error("a number of at most 64 bits");
        }
    }

    UsdtException error(String expectation) {
        return UsdtException.inText(text, position, expectation);
    }

    private String takeWhile(IntPredicate wanted) {
        var start = position;
        while (!atEnd() && wanted.test(peek())) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
