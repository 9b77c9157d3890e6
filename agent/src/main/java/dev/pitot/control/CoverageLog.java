package dev.pitot.control;

import dev.pitot.jfr.ProbeStatus;
import dev.pitot.plan.EventKind;
import dev.pitot.plan.Plan;
import dev.pitot.plan.ProbeState;
import dev.pitot.plan.ProbeState.Attached;
import dev.pitot.plan.ProbeState.Raised;
import dev.pitot.plan.ProbeState.Shed;
import dev.pitot.plan.ProbeState.Unavailable;
import dev.pitot.plan.ProbeState.Unwanted;
import dev.pitot.plan.Throttle;
import dev.pitot.record.StretchEvents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What of what recordings want is measured since when, and what is not and why. A recording is told in stretches of time: one ends
 * when something changes, and at the end of a chunk, so that each chunk says by itself what part of it was measured.
 */
final class CoverageLog {
    /** Of stretches that ended before JFR knew the event: there are few, unless all fails again and again. */
    private static final int MOST_UNTOLD = 1000;

    private final Supplier<String> delay;
    private final Map<EventKind, Standing> standing = new EnumMap<>(EventKind.class);
    private final Deque<Ended> untold = new ArrayDeque<>();
    private @Nullable Consumer<Ended> recording;

    /** @param delay why something is not attached yet */
    CoverageLog(Supplier<String> delay) {
        this.delay = delay;
    }

    /**
     * How an event fares.
     *
     * @param state null where it is not known yet
     * @param threshold from which duration on it is recorded; null where it is not
     * @param since when, as System.nanoTime
     */
    record Standing(
            EventKind kind,
            @Nullable ProbeState state,
            @Nullable Duration threshold,
            @Nullable Throttle throttle,
            long since) {
        static Standing expected(EventKind kind, long since) {
            return new Standing(kind, null, null, null, since);
        }

        static Standing of(ProbeState state, Plan plan, long since) {
            var kind = state.kind();
            return state.isAttached()
                    ? new Standing(
                            kind,
                            state,
                            plan.thresholds().get(kind),
                            plan.throttles().get(kind),
                            since)
                    : new Standing(kind, state, null, null, since);
        }

        /** The same, but for the time. */
        boolean isLike(Standing other) {
            return equals(other.since(since));
        }

        Standing since(long nanos) {
            return new Standing(kind, state, threshold, throttle, nanos);
        }
    }

    /** A stretch that is over. */
    record Ended(Standing standing, long until) {}

    /** From now on what ends goes there, and what has ended already. */
    void recordBy(StretchEvents<ProbeStatus> events) {
        tell(ended ->
                events.commit(List.of(event(ended.standing())), ended.standing().since(), ended.until()));
    }

    private ProbeStatus event(Standing was) {
        var state = was.state();
        var event = new ProbeStatus();
        event.event = was.kind().eventName();
        event.attached = state != null && state.isAttached();
        event.threshold = was.threshold() == null ? 0 : was.threshold().toNanos();
        event.throttle = was.throttle() == null ? null : was.throttle().toString();
        switch (state) {
            case null -> event.reason = delay.get();
            case Attached attached -> event.mechanism = attached.mechanism();
            case Raised raised -> {
                event.mechanism = raised.mechanism();
                event.decision = raised.decision();
            }
            case Shed shed -> event.decision = shed.decision();
            case Unavailable unavailable -> {
                event.reason = unavailable.obstacle().cause();
                event.remedy = unavailable.obstacle().remedy();
            }
            case Unwanted unwanted -> event.reason = unwanted.text();
        }
        return event;
    }

    synchronized void tell(Consumer<Ended> recipient) {
        recording = recipient;
        tell();
    }

    /** What recordings want; of what they did not want before, it is not known yet how it will fare. */
    synchronized void expect(Set<EventKind> wanted, long since) {
        wanted.forEach(kind -> standing.putIfAbsent(kind, Standing.expected(kind, since)));
    }

    /** What recordings want and how it fares from now on; what is not in it is not wanted any more. */
    synchronized void change(Collection<Standing> next) {
        var now = System.nanoTime();
        var before = new EnumMap<>(standing);
        standing.clear();
        next.forEach(is -> standing.put(is.kind(), successor(before.remove(is.kind()), is)));
        before.values().forEach(was -> leave(was, now, next.isEmpty()));
        tell();
    }

    /** Of an event that others were recorded without, the recordings should say so. */
    private void leave(Standing was, long now, boolean isLast) {
        if (isLast) {
            end(was, now);
        } else {
            var off = Standing.of(new Unwanted(was.kind()), Plan.NOTHING, now);
            standing.put(was.kind(), successor(was, off));
        }
    }

    private Standing successor(@Nullable Standing was, Standing is) {
        if (was == null || was.isLike(is)) {
            return was == null ? is : was;
        }
        var changed = Math.max(was.since(), is.since()); // it may have been told of already, at the end of a chunk
        end(was, changed);
        return is.since(changed);
    }

    /** Tells what has been the case until now: for the end of a chunk. */
    synchronized void report() {
        var now = System.nanoTime();
        for (var was : new ArrayList<>(standing.values())) {
            end(was, now);
            standing.put(was.kind(), was.since(now));
        }
        tell();
    }

    private void end(Standing was, long now) {
        if (was.since() < now) {
            untold.add(new Ended(was, now));
        }
        if (untold.size() > MOST_UNTOLD) {
            untold.remove();
        }
    }

    private void tell() {
        if (recording != null) {
            untold.forEach(recording);
            untold.clear();
        }
    }
}
