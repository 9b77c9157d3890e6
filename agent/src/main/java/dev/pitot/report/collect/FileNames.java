package dev.pitot.report.collect;

import java.time.Instant;

/**
 * The names that one file had: the last, and one before it. More are not kept. A recording has its events in the order in which JFR wrote
 * its buffers, which need not be that of time.
 *
 * @param at when it was seen with the last name
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
