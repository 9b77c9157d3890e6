package dev.pitot.matrix;

import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The end of a chunk, which is an end of the histograms' rows, too: what lies between two such is exactly in their rows. */
@Name(Mark.NAME)
@StackTrace(false)
final class Mark extends Event {
    static final String NAME = "test.Mark";

    static void set() throws InterruptedException {
        Thread.sleep(50); // so that there is no other end of rows just before
        var mark = new Mark();
        mark.begin();
        FlightRecorder.getFlightRecorder().takeSnapshot().close();
        mark.commit();
    }
}
