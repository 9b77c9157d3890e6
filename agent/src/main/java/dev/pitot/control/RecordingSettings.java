package dev.pitot.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;

/** What the recordings that run now set of Pitot's events. */
final class RecordingSettings {
    private static final String OURS = "pitot.";

    private RecordingSettings() {}

    /**
     * The settings of each recording. Asking when JFR has not been started would start it. Not those of the copies, with id 0, which
     * JFR makes for the time of a dump (jdk.jfr.internal.PlatformRecorder.newTemporaryRecording).
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

    /** Without streams, as all this is done so often: of the some 600 settings of the JDK's own events none matters. */
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
