package dev.pitot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.control.AgentStatus;
import dev.pitot.drain.CounterValue;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Obstacle;
import dev.pitot.plan.ProbeState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusTextTest {
    private static final Instant NOW = Instant.parse("2026-11-23T22:00:00Z");
    private static final String TITLE = "pitot (not packaged): ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ABSENT | 0 | the agent is not installed in this JVM; run the command attach",
                "IDLE | 0 | nothing is attached: no recording runs",
                "IDLE | 2 | nothing is attached: 2 recordings run, and none enables an event of Pitot's",
                "CHANGING | 1 | the agent is attaching or detaching probes; run the command status again",
                "SHED | 1 | nothing is attached: the governor has detached all events to keep to the budget (1 recording runs)",
                "FAILED | 1 | nothing is attached: why not; remedy",
                "STOPPED | 1 | nothing is attached: stopped by command (1 recording runs); run the command start"
            })
    void whyNothingIsAttachedIsOneLine(AgentStatus.State state, int recordings, String says) {
        assertThat(text(AgentStatus.of(state, "why\nnot; remedy\u001b", recordings)))
                .isEqualTo(TITLE + says + "\n");
    }

    @Test
    void attached() {
        var status = new AgentStatus(
                AgentStatus.State.ATTACHED,
                NOW.minusSeconds(3725),
                Duration.ofMillis(312),
                null,
                1,
                List.of(
                        new ProbeState.Attached(EventKind.BLOCK_IO, "tracepoints a, b"),
                        new ProbeState.Unavailable(EventKind.MONITOR_ENTER, new Obstacle("its probes are silent", "")),
                        new ProbeState.Attached(EventKind.CLASS_INITIALIZATION, "uprobe_multi")),
                List.of(
                        new CounterValue("records", EventKind.BLOCK_IO, 12),
                        new CounterValue("threads without memory", null, 3)),
                OptionalDouble.of(0.00123));
        assertThat(text(status)).isEqualTo(TITLE + """
                        attached since 2026-11-23 20:57:55, for 1 h 2 min; 1 recording runs
                        measured:
                          pitot.BlockIo              tracepoints a, b
                          pitot.ClassInitialization  uprobe_multi
                        not measured:
                          pitot.MonitorEnter  its probes are silent
                        counted since then:
                          records                 pitot.BlockIo  12
                          threads without memory                 3
                        cost: 0.12 % of the process's CPU time
                        attaching: 312 ms of CPU time in Pitot's threads
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "59, 59 s",
        "60, 1 min 0 s",
        "3599, 59 min 59 s",
        "3600, 1 h 0 min",
        "360000, 100 h 0 min",
        "-5, 0 s"
    })
    void ages(long seconds, String says) {
        var status = new AgentStatus(
                AgentStatus.State.ATTACHED,
                NOW.minusSeconds(seconds),
                Duration.ZERO,
                null,
                1,
                List.of(),
                List.of(),
                OptionalDouble.empty());
        assertThat(text(status)).contains(", for " + says + ";");
    }

    @ParameterizedTest
    @EnumSource
    void everyStateHasText(AgentStatus.State state) {
        assertThat(text(AgentStatus.of(state, null, 0)))
                .startsWith(TITLE)
                .endsWith("\n")
                .doesNotContain("null");
    }

    private static String text(AgentStatus status) {
        return StatusText.of(status, NOW, ZoneOffset.UTC);
    }
}
