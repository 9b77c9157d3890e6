package dev.pitot.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * All checks of one JVM.
 *
 * @param works whether recording would work, because no check failed
 */
public record Diagnosis(long pid, boolean works, List<Check> checks) {

    static Diagnosis of(long pid, List<Check> checks) {
        var sorted = checks.stream().sorted(Comparator.comparing(Check::group)).toList();
        return new Diagnosis(pid, sorted.stream().noneMatch(check -> check.state() == Check.State.FAILED), sorted);
    }

    public long count(Check.State state) {
        return checks.stream().filter(check -> check.state() == state).count();
    }
}
