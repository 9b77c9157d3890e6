package dev.pitot.spans;

import java.util.Arrays;
import java.util.List;

/**
 * What of a call goes into the tags of its span: an argument by its place, the object, a field of the object, or what the
 * method returns. A label with a colon may stand in front: {@code order:0}.
 *
 * @param source {@code 0}, {@code this}, {@code this.id} or {@code return}
 */
record SpanValue(String label, String source) {
    private static final String NAME = "\\p{javaJavaIdentifierPart}+";

    /** One value as a regular expression. */
    static final String FORM = "(?:" + NAME + ":)?(?:\\d{1,3}|this(?:\\." + NAME + ")?|return)";

    private static final String RETURN = "return";
    private static final String FIELD = "this.";

    /** @param text values of the form, with commas between them */
    static List<SpanValue> parse(String text) {
        return Arrays.stream(text.split(",")).map(SpanValue::parseOne).toList();
    }

    private static SpanValue parseOne(String text) {
        var source = text.substring(text.indexOf(':') + 1);
        return new SpanValue(source.length() == text.length() ? source : text.substring(0, text.indexOf(':')), source);
    }

    boolean isReturned() {
        return source.equals(RETURN);
    }

    /** Returns the argument's place; -1 if it is none. */
    int argument() {
        return Character.isDigit(source.charAt(0)) ? Integer.parseInt(source) : -1;
    }

    /** Returns the field's name; empty if it is none. */
    String field() {
        return source.startsWith(FIELD) ? source.substring(FIELD.length()) : "";
    }
}
