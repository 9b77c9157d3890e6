package dev.pitot.control;

import dev.pitot.attach.AttachOptions;
import dev.pitot.plan.Budget;
import dev.pitot.plan.Histogram;
import dev.pitot.spans.SpanPattern;
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
 * The options behind {@code -javaagent:pitot.jar=}. Each is {@code key=value} or {@code key:value}; commas separate
 * them. The colon is for {@code jcmd}, which cuts the text at an equals sign. A word without a value is a command, one
 * of {@link Verb}; the last one counts. No mistake in the options stops the application. It makes one line of
 * {@link #problems}, and the default holds.
 *
 * @param verb command to carry out; null to only install the agent
 * @param helper the helper to use; null to use the installed one if this process lacks the privileges
 * @param reply directory that the agent makes for the socket of its answer; null for none
 * @param watch histogram that the caller reads through that socket until it closes; null for none
 * @param cache cache directory; null for the usual one
 * @param waiting longest time that the start of a recording waits for the probes; null: not said
 * @param legacyProbes whether to attach as on older kernels: uprobes as perf events, block requests without
 *     block_io_start
 * @param ring size of the ring buffer in bytes; 0 for the usual size
 * @param compiling longest time for compiling where the jar has no programs; null for a limit that fits this machine
 * @param budget share of the process's CPU time at which Pitot sheds work
 * @param spans patterns of the methods that are spans, in the order of their options
 * @param noSpans patterns that the command {@code spans} removes
 * @param follow whether spans go on where a task runs on another thread
 * @param problems one line for each option with a mistake
 */
public record Options(
        @Nullable Verb verb,
        @Nullable Path helper,
        @Nullable Path reply,
        @Nullable Histogram watch,
        @Nullable Path cache,
        @Nullable Duration waiting,
        boolean legacyProbes,
        int ring,
        @Nullable Duration compiling,
        Budget budget,
        List<SpanPattern> spans,
        List<SpanPattern> noSpans,
        boolean follow,
        List<String> problems) {
    /** Compiled when an option needs them: premain mostly has none. */
    private static final class Forms {
        static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s)");
        static final Pattern SIZE = Pattern.compile("(\\d{1,6})([km])");
    }

    private static final int MAX_RING = 256 << 20;
    private static final Duration MAX_COMPILE = Duration.ofMinutes(30);
    public static final List<String> KEYS = List.of(
            "cache", "wait", "attach", "ring", "compile", "budget", "span", "nospan", "follow", "helper", "reply",
            "watch");
    private static final String KNOWN =
            "cache, wait, attach, ring, compile, budget, span, nospan, follow, helper, and the commands " + Verb.WORDS;

    private static final int MAX_PROBLEMS = 3;

    AttachOptions attachOptions() {
        return new AttachOptions(legacyProbes, ring);
    }

    /** Returns all problems in one short line. */
    public Optional<String> complaint() {
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        var told = String.join("; ", problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
        var more = problems.size() - MAX_PROBLEMS;
        return Optional.of(more > 0 ? told + "; and " + more + " more problems" : told);
    }

    public static Options parse(@Nullable String text) {
        var parser = new Parser();
        if (text != null && !text.isBlank()) {
            parser.options(text);
        }
        return parser.options();
    }

    private static final class Parser {
        private @Nullable Verb verb;
        private @Nullable Path helper;
        private @Nullable Path reply;
        private @Nullable Path cache;
        private @Nullable Duration waiting;
        private boolean legacyProbes;
        private int ring;
        private @Nullable Duration compiling;
        private boolean follow;
        private Budget budget = Budget.DEFAULT;
        private @Nullable Histogram watch;
        private final List<SpanPattern> spans = new ArrayList<>();
        private final List<SpanPattern> noSpans = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        Options options() {
            return new Options(
                    verb,
                    helper,
                    reply,
                    watch,
                    cache,
                    waiting,
                    legacyProbes,
                    ring,
                    compiling,
                    budget,
                    List.copyOf(spans),
                    List.copyOf(noSpans),
                    follow,
                    List.copyOf(problems));
        }

        /** A comma between parentheses or braces separates the parameters or the values of a method in a pattern. */
        void options(String text) {
            var begin = 0;
            var isInPattern = false;
            for (var i = 0; i < text.length(); i++) {
                switch (text.charAt(i)) {
                    case '(', '{' ->
                        isInPattern = isPattern(text.substring(begin, i).strip());
                    case ')', '}' -> isInPattern = false;
                    case ',' -> {
                        if (!isInPattern) {
                            option(text.substring(begin, i).strip());
                            begin = i + 1;
                        }
                    }
                    default -> {}
                }
            }
            option(text.substring(begin).strip());
            if (!noSpans.isEmpty() && verb != Verb.SPANS) {
                problems.add("the option 'nospan' needs the command spans");
            }
        }

        private static boolean isPattern(String option) {
            return option.startsWith("span", option.startsWith("no") ? 2 : 0)
                    && separator(option) == option.indexOf("span") + "span".length();
        }

        private void option(String option) {
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
                problems.add("the option '" + key + "' has no value; with jcmd, which cuts the text at '=', write "
                        + key + ":VALUE");
            } else {
                set(key, value);
            }
        }

        private void set(String key, String value) {
            switch (key) {
                case "cache" -> cache = path(key, value, cache);
                case "helper" -> helper = path(key, value, helper);
                case "reply" -> reply = path(key, value, reply);
                case "watch" -> watch(value);
                case "wait" -> waiting(value);
                case "compile" -> compiling(value);
                case "ring" -> ring(value);
                case "budget" -> budget(value);
                case "follow" -> follow(value);
                case "span" -> pattern(key, value, spans);
                case "nospan" -> pattern(key, value, noSpans);
                default -> attach(value);
            }
        }

        private @Nullable Path path(String key, String value, @Nullable Path before) {
            var path = PathText.path(value);
            if (path.isPresent() && path.get().isAbsolute()) {
                return path.get();
            }
            problems.add("the option '" + key + "' needs " + (path.isPresent() ? "an absolute path" : "a path")
                    + ", not '" + printable(value) + "'");
            return before;
        }

        private void waiting(String value) {
            waiting = time(value).orElse(waiting);
            if (time(value).isEmpty()) {
                problems.add("the option 'wait' needs a time such as 500ms or 5s, not '" + printable(value) + "'");
            }
        }

        private void compiling(String value) {
            var most = time(value).filter(span -> span.toSeconds() >= 1 && span.compareTo(MAX_COMPILE) <= 0);
            compiling = most.orElse(compiling);
            if (most.isEmpty()) {
                problems.add("the option 'compile' needs a time from 1s to 1800s, such as 300s, not '"
                        + printable(value) + "'");
            }
        }

        private static Optional<Duration> time(String value) {
            var match = Forms.SPAN.matcher(value);
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
                            () -> problems.add("the option 'watch' names no histogram of this agent: '"
                                    + printable(value) + "'; run the command with a pitot.jar of the same version"));
        }

        /** Parses the ring's size. The kernel requires a power of 2 and whole pages. */
        private void ring(String value) {
            var match = Forms.SIZE.matcher(value);
            var size = match.matches()
                    ? Long.parseLong(match.group(1)) << (match.group(2).equals("m") ? 20 : 10)
                    : 0;
            if (size >= 4096 && size <= MAX_RING && Long.bitCount(size) == 1) {
                ring = (int) size;
            } else {
                problems.add("the option 'ring' needs a power of 2 from 4k to 256m, such as 2m, not '"
                        + printable(value) + "'");
            }
        }

        private void attach(String value) {
            switch (value) {
                case "auto" -> legacyProbes = false;
                case "old" -> legacyProbes = true;
                default -> problems.add("the option 'attach' must be auto or old, not '" + printable(value) + "'");
            }
        }

        private void follow(String value) {
            switch (value) {
                case "true" -> follow = true;
                case "false" -> follow = false;
                default -> problems.add("the option 'follow' must be true or false, not '" + printable(value) + "'");
            }
        }

        private void budget(String value) {
            var parsed = Budget.parse(value);
            budget = parsed.orElse(budget);
            if (parsed.isEmpty()) {
                problems.add("the option 'budget' needs a share of the CPU time such as 1% or 0.5%, or off, not '"
                        + printable(value) + "'");
            }
        }

        private void pattern(String key, String value, List<SpanPattern> patterns) {
            SpanPattern.parse(value)
                    .ifPresentOrElse(
                            patterns::add,
                            () -> problems.add("the option '" + key + "' needs " + SpanPattern.EXAMPLE + ", not '"
                                    + printable(value) + "'"));
        }

        private static int separator(String option) {
            for (var i = 0; i < option.length(); i++) {
                if (option.charAt(i) == '=' || option.charAt(i) == ':') {
                    return i;
                }
            }
            return -1;
        }

        /** Returns one short line for any text. */
        private static String printable(String text) {
            var shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
            return Printable.line(shown);
        }
    }
}
