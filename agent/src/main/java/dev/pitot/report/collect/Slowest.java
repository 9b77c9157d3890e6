package dev.pitot.report.collect;

import dev.pitot.report.model.Phase;
import dev.pitot.report.model.Top;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Selects the slowest phases of all types. A compiler thread works for seconds in the background, while the application
 * waits for a class load of 20 ms. So each type first gives its slowest few. The remaining room goes to the slowest of
 * all.
 */
final class Slowest {

    private static final Comparator<Phase> SLOWEST_FIRST =
            Comparator.comparingLong(Phase::durationNanos).reversed();

    private final int top;
    private final int share;
    private final Map<String, Largest<Phase>> byType = new HashMap<>();

    Slowest(int top) {
        this.top = top;
        this.share = Math.max(1, top / 5);
    }

    void add(Phase phase) {
        byType.computeIfAbsent(phase.type(), type -> new Largest<>(top, Phase::durationNanos))
                .add(phase);
    }

    Top<Phase> phases() {
        return new Top<>(byType.values().stream().mapToLong(Largest::of).sum(), chosen());
    }

    private List<Phase> chosen() {
        var chosen = new LinkedHashSet<Phase>();
        byType.values().forEach(type -> type.sorted().stream().limit(share).forEach(chosen::add));
        var shares = chosen.stream().sorted(SLOWEST_FIRST).limit(top).toList();
        return filled(new LinkedHashSet<>(shares));
    }

    private List<Phase> filled(Set<Phase> chosen) {
        byType.values().stream()
                .flatMap(type -> type.sorted().stream())
                .filter(phase -> !chosen.contains(phase))
                .sorted(SLOWEST_FIRST)
                .limit(top - chosen.size())
                .toList()
                .forEach(chosen::add);
        return chosen.stream().sorted(SLOWEST_FIRST).toList();
    }
}
