package dev.pitot.report.collect;

import java.time.Instant;

/**
 * The names of one file: the last one and one earlier one. JFR writes its buffers in an order that need not be that of
 * time.
 *
 * @param at when the file was seen with the last name
 */
record FileNames(String last, Instant at, String before) {

    static final FileNames NONE = new FileNames("", Instant.MIN, "");

    FileNames plus(String name, Instant time) {
        var isLater = !time.isBefore(at);
        if (name.equals(last)) {
            return isLater ? new FileNames(last, time, before) : this;
        }
        return isLater ? new FileNames(name, time, last) : new FileNames(last, at, name);
    }

    @Override
    public String toString() {
        return before.isEmpty() ? last : last + " (also " + before + ")";
    }
}
