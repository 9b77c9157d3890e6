package dev.pitot.report.text;

/** The look of headings and alarms at the output: a terminal has colours, a file has none. */
public interface Style {

    /** A style without colours. */
    Style PLAIN = new Style() {
        @Override
        public String heading(String text) {
            return text;
        }

        @Override
        public String alarm(String text) {
            return text;
        }
    };

    /** Formats the first line of a section. */
    String heading(String text);

    /** Formats a text that must not be overlooked. */
    String alarm(String text);
}
