package dev.pitot.control;

import dev.pitot.plan.Budget;
import dev.pitot.plan.Histogram;
import dev.pitot.text.Printable;
import dev.pitot.usdt.PathText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@code -javaagent:pitot.jar=}: {@code key=value} or {@code key:value}, separated by commas. The colon is
 * for {@code jcmd}, which takes everything behind an equals sign for itself. A word alone is a command, one of {@link Verb}; the
 * last one counts. Nothing in it stops the application: what cannot be understood is one {@link #problems} line, and the default
 * holds.
 *
 * @param verb what to do now; null where the agent is just to be there
 * @param reply where the caller fetches the answer: a directory to be made, for a socket in it; null where nobody said
 * @param watch a histogram that the caller wants to read over that socket until he closes it; null: none
 * @param cache where compiled programs are kept; null for the usual place
 * @param waiting how long the start of a recording may wait until the probes are attached; zero: not at all
 * @param oldWays attach as on older kernels: uprobes as perf events, block requests without block_io_start
 * @param ring bytes of the ring buffer; 0 for the usual size
 * @param compiling how long the programs may take to be compiled; null: as long as this machine seems to need
 * @param budget how much of the process's CPU time Pitot may take before it takes less on
 * @param problems a line for each option that could not be understood
 */
public record Options(
        @Nullable Verb verb,
        @Nullable Path reply,
        @Nullable Histogram watch,
        @Nullable Path cache,
        Duration waiting,
        boolean oldWays,
        int ring,
        @Nullable Duration compiling,
        Budget budget,
        List<String> problems) {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([km])");
    private static final int LARGEST_RING = 256 << 20;
    private static final Duration LONGEST_COMPILE = Duration.ofMinutes(30);
    public static final List<String> KEYS =
            List.of("cache", "wait", "attach", "ring", "compile", "budget", "reply", "watch");
    private static final String KNOWN = "cache, wait, attach, ring, compile, budget, and the commands " + Verb.WORDS;

    private static final int MOST_PROBLEMS = 3;

    /** All problems in one line, and not a long one. */
    public Optional<String> complaint() {
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        var told = String.join("; ", problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())));
        var more = problems.size() - MOST_PROBLEMS;
        return Optional.of(more > 0 ? told + "; and " + more + " more like these" : told);
    }

    public static Options parse(@Nullable String text) {
        var parser = new Parser();
        if (text != null && !text.isBlank()) {
            for (var option : text.split(",")) {
                parser.option(option.strip());
            }
        }
        return parser.options();
    }

    private static final class Parser {
        private @Nullable Verb verb;
        private @Nullable Path reply;
        private @Nullable Path cache;
        private Duration waiting = Duration.ZERO;
        private boolean oldWays;
        private int ring;
        private @Nullable Duration compiling;
        private Budget budget = Budget.DEFAULT;
        private @Nullable Histogram watch;
        private final List<String> problems = new ArrayList<>();

        Options options() {
            return new Options(
                    verb, reply, watch, cache, waiting, oldWays, ring, compiling, budget, List.copyOf(problems));
        }

        void option(String option) {
            if (option.isEmpty()) {
                return;
            }
            var separator = separator(option);
            var key = separator < 0 ? option : option.substring(0, separator);
            var value = separator < 0 ? "" : option.substring(separator + 1);
            var word = separator < 0 ? Verb.of(option) : null;
            if (word != null) {
                verb = word;
            } else if (!KEYS.contains(key)) {
                problems.add("there is no option '" + printable(key) + "'; the options are " + KNOWN);
            } else if (value.isEmpty()) {
                problems.add("the option '" + key + "' has no value; through jcmd, which cuts at '=', write " + key
                        + ":VALUE");
            } else {
                set(key, value);
            }
        }

        private void set(String key, String value) {
            switch (key) {
                case "cache" -> cache = path(key, value, cache);
                case "reply" -> reply = path(key, value, reply);
                case "watch" -> watch(value);
                case "wait" -> waiting(value);
                case "compile" -> compiling(value);
                case "ring" -> ring(value);
                case "budget" -> budget(value);
                default -> attach(value);
            }
        }

        private @Nullable Path path(String key, String value, @Nullable Path before) {
            var path = PathText.path(value);
            if (path.isPresent() && path.get().isAbsolute()) {
                return path.get();
            }
            problems.add("the option '" + key + "' wants " + (path.isPresent() ? "an absolute path" : "a path")
                    + ", not '" + printable(value) + "'");
            return before;
        }

        private void waiting(String value) {
            waiting = span(value).orElse(waiting);
            if (span(value).isEmpty()) {
                problems.add("the option 'wait' wants a time as 500ms or 5s, not '" + printable(value) + "'");
            }
        }

        private void compiling(String value) {
            var most = span(value).filter(span -> span.toSeconds() >= 1 && span.compareTo(LONGEST_COMPILE) <= 0);
            compiling = most.orElse(compiling);
            if (most.isEmpty()) {
                problems.add(
                        "the option 'compile' wants a time from 1s to 1800s, as 300s, not '" + printable(value) + "'");
            }
        }

        private static Optional<Duration> span(String value) {
            var match = SPAN.matcher(value);
            if (!match.matches()) {
                return Optional.empty();
            }
            var count = Long.parseLong(match.group(1));
            return Optional.of(match.group(2).equals("s") ? Duration.ofSeconds(count) : Duration.ofMillis(count));
        }

        private void watch(String value) {
            Histogram.parse(value)
                    .ifPresentOrElse(
                            histogram -> watch = histogram,
                            () -> problems.add(
                                    "the option 'watch' is for Pitot's own commands, and '" + printable(value)
                                            + "' is no histogram; the jar that calls is of another version"));
        }

        /** The kernel wants a power of 2 and whole pages. */
        private void ring(String value) {
            var match = SIZE.matcher(value);
            var size = match.matches()
                    ? Long.parseLong(match.group(1)) << (match.group(2).equals("m") ? 20 : 10)
                    : 0;
            if (size >= 4096 && size <= LARGEST_RING && Long.bitCount(size) == 1) {
                ring = (int) size;
            } else {
                problems.add(
                        "the option 'ring' wants a power of 2 from 4k to 256m, as 2m, not '" + printable(value) + "'");
            }
        }

        private void attach(String value) {
            switch (value) {
                case "auto" -> oldWays = false;
                case "old" -> oldWays = true;
                default -> problems.add("the option 'attach' wants auto or old, not '" + printable(value) + "'");
            }
        }

        private void budget(String value) {
            var parsed = Budget.parse(value);
            budget = parsed.orElse(budget);
            if (parsed.isEmpty()) {
                problems.add("the option 'budget' wants a part of the CPU time as 1% or 0.5%, or off, not '"
                        + printable(value) + "'");
            }
        }

        private static int separator(String option) {
            for (var i = 0; i < option.length(); i++) {
                if (option.charAt(i) == '=' || option.charAt(i) == ':') {
                    return i;
                }
            }
            return -1;
        }

        /** One line, and not a long one, whatever was given. */
        private static String printable(String text) {
            var shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
            return Printable.line(shown);
        }
    }
}
