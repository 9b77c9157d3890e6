package dev.pitot.report.text;

/**
 * A column of a {@link Table}.
 *
 * @param elastic whether it shrinks when the table is too wide. It cuts the beginning of a text, because names of files
 *     and classes differ at their ends
 */
record Column(String title, boolean right, boolean elastic) {

    private static final String CUT = "..";

    static Column left(String title) {
        return new Column(title, false, false);
    }

    static Column right(String title) {
        return new Column(title, true, false);
    }

    static Column elastic(String title) {
        return new Column(title, false, true);
    }

    String fit(String text, int width) {
        if (text.length() > width) {
            return CUT + text.substring(text.length() - width + CUT.length());
        }
        var space = " ".repeat(width - text.length());
        return right ? space + text : text + space;
    }
}
