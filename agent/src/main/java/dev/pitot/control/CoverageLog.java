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
 * Records which wanted events are measured, and why the others are not. Each recording gets one event for each stretch
 * of time. A stretch ends when something changes and at the end of a chunk. So each chunk alone shows what part of it
 * was measured.
 */
final class CoverageLog {
    /**
     * Limit of the stretches that ended before JFR knew the event. They are few unless attaching fails again and again.
     */
    private static final int MAX_UNTOLD = 1000;

    private final Supplier<String> delay;
    private final Map<EventKind, Standing> standing = new EnumMap<>(EventKind.class);
    private final Deque<Ended> untold = new ArrayDeque<>();
    private @Nullable Consumer<Ended> recording;

    /** @param delay returns why something is not attached yet */
    CoverageLog(Supplier<String> delay) {
        this.delay = delay;
    }

    /**
     * The state of one event since a point in time.
     *
     * @param state null if it is not known yet
     * @param threshold shortest recorded duration; null if the event is not recorded
     * @param since System.nanoTime of the change to this state
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

        /** Returns whether both differ in time at most. */
        boolean isLike(Standing other) {
            return equals(other.since(since));
        }

        Standing since(long nanos) {
            return new Standing(kind, state, threshold, throttle, nanos);
        }
    }

    /** A stretch that has ended. */
    record Ended(Standing standing, long until) {}

    /** Commits the stretches that have ended, and from now on each one when it ends. */
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

    /** Adds what recordings want. The state of a newly wanted event is not known yet. */
    synchronized void expect(Set<EventKind> wanted, long since) {
        wanted.forEach(kind -> standing.putIfAbsent(kind, Standing.expected(kind, since)));
    }

    /** Replaces all states. An event that is not among them is not wanted any more. */
    synchronized void change(Collection<Standing> next) {
        var now = System.nanoTime();
        var before = new EnumMap<>(standing);
        standing.clear();
        next.forEach(is -> standing.put(is.kind(), successor(before.remove(is.kind()), is)));
        before.values().forEach(was -> leave(was, now, next.isEmpty()));
        tell();
    }

    /** Records an unwanted event as off while recordings want other events. */
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
        var changed = Math.max(was.since(), is.since()); // the end of a chunk may have reported it already
        end(was, changed);
        return is.since(changed);
    }

    /** Ends all stretches at the end of a chunk, and begins new ones. */
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
        if (untold.size() > MAX_UNTOLD) {
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
