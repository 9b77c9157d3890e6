package dev.pitot.report;

/** The names that one file had: the last, and one before it. More are not kept. */
record FileNames(String last, String before) {

    static final FileNames NONE = new FileNames("", "");

    FileNames plus(String name) {
        return name.equals(last) ? this : new FileNames(name, last);
    }

    @Override
    public String toString() {
        return before.isEmpty() ? last : last + " (also " + before + ")";
    }
}
