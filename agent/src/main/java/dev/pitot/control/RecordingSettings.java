package dev.pitot.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;

/** The settings of Pitot's events in the running recordings. */
final class RecordingSettings {
    private static final String OURS = "pitot.";

    private RecordingSettings() {}

    /**
     * Returns the settings of each running recording. It does not ask JFR before JFR has started, because that would
     * start it. Recordings with id 0 are omitted: JFR makes such copies during a dump
     * (jdk.jfr.internal.PlatformRecorder.newTemporaryRecording).
     */
    static List<Map<String, String>> running() {
        if (!FlightRecorder.isInitialized()) {
            return List.of();
        }
        var running = new ArrayList<Map<String, String>>();
        for (var recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            if (recording.getState() == RecordingState.RUNNING && recording.getId() != 0) {
                running.add(ours(recording.getSettings()));
            }
        }
        return running;
    }

    /** Filters without streams, because this runs often over some 600 settings of the JDK's own events. */
    private static Map<String, String> ours(Map<String, String> settings) {
        var ours = new HashMap<String, String>();
        for (var setting : settings.entrySet()) {
            if (setting.getKey().startsWith(OURS)) {
                ours.put(setting.getKey(), setting.getValue());
            }
        }
        return ours;
    }
}
