package dev.pitot.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.EventSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TracepointsTest {
    /** The plan is pure and cannot ask for the names: it has a statement of its own. */
    @ParameterizedTest
    @EnumSource
    void planKnowsWhichSourcesHaveTracepointsOfTheirOwn(EventSource source) {
        assertThat(source.hasOwnTracepoints())
                .isEqualTo(!Tracepoints.onlyOf(source).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void whatOnlyOneSourceNeedsIsAmongWhatItNeeds(EventSource source) {
        var needed = Stream.of(BlockTracepoints.values())
                .flatMap(way -> Tracepoints.of(source, Optional.of(way)).stream())
                .toList();
        assertThat(needed).containsAll(Tracepoints.onlyOf(source));
    }
}
