package dev.pitot.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.jfr.ClassLoad;
import dev.pitot.jfr.Events;
import dev.pitot.record.Clock;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.EventType;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    private static final String LOAD = "pitot.ClassLoad";

    @Test
    void noRecordingWantsNothing() {
        assertThat(Plan.of(List.of()).isEmpty()).isTrue();
        assertThat(Plan.NOTHING.thresholdNanos(EventKind.CLASS_LOAD)).isEqualTo(-1);
    }

    @Test
    void aRecordingThatSaysNothingWantsAllAtTheirDefaults() {
        var plan = Plan.of(List.of(Map.of()));
        for (var kind : EventKind.values()) {
            assertThat(plan.wants(kind)).isTrue();
            assertThat(plan.thresholdNanos(kind))
                    .isEqualTo(kind.defaultThreshold().toNanos());
        }
    }

    @Test
    void anEventThatIsOffIsNotWanted() {
        var plan = Plan.of(List.of(Map.of(LOAD + "#enabled", "false")));
        assertThat(plan.wants(EventKind.CLASS_LOAD)).isFalse();
        assertThat(plan.thresholdNanos(EventKind.CLASS_LOAD)).isEqualTo(-1);
        assertThat(plan.wants(EventKind.COMPILATION)).isTrue();
    }

    @Test
    void theSmallestThresholdOfThoseThatWantItCounts() {
        var plan = Plan.of(List.of(
                Map.of(LOAD + "#enabled", "true", LOAD + "#threshold", "7 ms"),
                Map.of(LOAD + "#enabled", "true", LOAD + "#threshold", "5ms"),
                Map.of(LOAD + "#enabled", "true", LOAD + "#threshold", "9 s")));
        assertThat(plan.thresholds()).containsEntry(EventKind.CLASS_LOAD, Duration.ofMillis(5));
    }

    @Test
    void aRecordingThatDoesNotMentionItDoesNotLowerAnothersThreshold() {
        var plan = Plan.of(List.of(Map.of(), Map.of(LOAD + "#threshold", "50 ms")));
        assertThat(plan.thresholds()).containsEntry(EventKind.CLASS_LOAD, Duration.ofMillis(50));
    }

    @Test
    void aThresholdThatIsNoneIsTheDefault() {
        var plan = Plan.of(List.of(Map.of(LOAD + "#threshold", "soon")));
        assertThat(plan.thresholds()).containsEntry(EventKind.CLASS_LOAD, Duration.ofMillis(1));
    }

    /** JFR drops what is not enabled or is shorter; so what JFR takes has to be wanted, whatever the recordings say together. */
    @Test
    void whatJfrTakesIsWantedAndNothingElse() throws Exception {
        Events.register();
        List<Map<String, String>> ways = List.of(
                Map.of(),
                Map.of(LOAD + "#enabled", "true"),
                Map.of(LOAD + "#enabled", "false"),
                Map.of(LOAD + "#threshold", "5 ms"),
                Map.of(LOAD + "#enabled", "true", LOAD + "#threshold", "50 ms"),
                Map.of(LOAD + "#enabled", "false", LOAD + "#threshold", "0 ms"));
        for (var first : ways) {
            assertAsJfr(List.of(first));
            for (var second : ways) {
                assertAsJfr(List.of(first, second));
            }
        }
    }

    private static void assertAsJfr(List<Map<String, String>> settings) throws Exception {
        var recordings = new ArrayList<Recording>();
        try {
            for (var of : settings) {
                var recording = new Recording();
                recordings.add(recording);
                recording.setSettings(of);
                recording.start();
            }
            var plan = Plan.of(settings);
            assertThat(plan.wants(EventKind.CLASS_LOAD))
                    .as(settings.toString())
                    .isEqualTo(EventType.getEventType(ClassLoad.class).isEnabled());
            for (var nanos : List.of(900_000L, 4_900_000L, 5_100_000L, 49_000_000L, 51_000_000L)) {
                var isWanted = plan.wants(EventKind.CLASS_LOAD) && nanos >= plan.thresholdNanos(EventKind.CLASS_LOAD);
                assertThat(isWanted).as(nanos + " ns, " + settings).isEqualTo(isTaken(nanos));
            }
        } finally {
            recordings.forEach(Recording::close);
        }
    }

    private static boolean isTaken(long nanos) throws Exception {
        var event = new ClassLoad();
        MethodHandles.privateLookupIn(ClassLoad.class, MethodHandles.lookup())
                .findVarHandle(ClassLoad.class, "duration", long.class)
                .set(event, new Clock(0).durationTicks(nanos));
        return event.shouldCommit();
    }

    /**
     * As jdk.jfr.internal.settings.ThrottleSetting combines them: JFR throttles an event that is off in one recording and 100/s in
     * another. Its own jdk.ActiveSetting says "off" then, so there is nothing to compare with but the number of events.
     */
    @Test
    void theHighestRateCountsAndOffDoesNot() {
        assertThat(throttles("off", "off")).isEmpty();
        assertThat(throttles("none", "5")).isEmpty();
        assertThat(throttles("off", "100/s"))
                .containsEntry(EventKind.CLASS_LOAD, Throttle.parse("100/s").orElseThrow());
        assertThat(throttles("1000/m", "100/s"))
                .isEqualTo(throttles("100/s", "1000/m"))
                .isEqualTo(throttles("100/s", "off"));
        assertThat(throttles("20/ms", "100/s"))
                .containsEntry(EventKind.CLASS_LOAD, Throttle.parse("20/ms").orElseThrow());
    }

    private static Map<EventKind, Throttle> throttles(String first, String second) {
        return Plan.of(List.of(
                        Map.of(LOAD + "#enabled", "true", LOAD + "#throttle", first),
                        Map.of(LOAD + "#enabled", "true", LOAD + "#throttle", second)))
                .throttles();
    }

    @ParameterizedTest
    @EnumSource
    void theDefaultThresholdIsThatOfTheEventClass(EventKind kind) {
        var type = Events.ALL.stream()
                .filter(event -> event.getAnnotation(Name.class).value().equals(kind.eventName()))
                .findFirst()
                .orElseThrow();
        var threshold = type.getAnnotation(Threshold.class);
        assertThat(kind.defaultThreshold())
                .isEqualTo(
                        threshold == null
                                ? Duration.ZERO
                                : Timespan.parse(threshold.value()).orElseThrow());
    }

    @Test
    void aNumberIsOfOneEventAndAPhaseHasAName() {
        assertThat(EventKind.values()).extracting(EventKind::number).doesNotHaveDuplicates();
        for (var kind : EventKind.values()) {
            assertThat(EventKind.of(kind.number())).isEqualTo(kind);
            assertThat(EventKind.phaseName(kind.number()))
                    .isEqualTo(kind.isPhase() ? kind.eventName().substring("pitot.".length()) : null);
        }
        for (var number : new int[] {Integer.MIN_VALUE, -1, 0, 10, 31, 37, Integer.MAX_VALUE}) {
            assertThat(EventKind.of(number)).isNull();
            assertThat(EventKind.phaseName(number)).isNull();
        }
    }
}
