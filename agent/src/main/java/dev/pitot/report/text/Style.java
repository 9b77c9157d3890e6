package dev.pitot.report.text;

/** How a heading and an alarm look where the text goes: a terminal has colours, a file has none. */
public interface Style {

    /** Without colours. */
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

    /** The first line of a section. */
    String heading(String text);

    /** What must not be overlooked. */
    String alarm(String text);
}
