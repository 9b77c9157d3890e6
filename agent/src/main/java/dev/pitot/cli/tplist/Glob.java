package dev.pitot.cli.tplist;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A shell pattern like that of Python's {@code fnmatch}, which BCC's tools use: {@code *}, {@code ?}, {@code [abc]},
 * {@code [a-z]}, {@code [!abc]}. Any other character stands for itself, even an unclosed {@code [}.
 */
record Glob(Pattern pattern) implements Predicate<String> {
    private static final Pattern TOKEN = Pattern.compile("\\*|\\?|\\[(!?)(\\]?[^]]*)\\]|.", Pattern.DOTALL);

    /**
     * Makes the pattern. The text between two stars is searched once, at its first place. Otherwise a hostile name of
     * thousands of bytes would be scanned again for each star.
     */
    static Glob of(String text) {
        var parts = parts(text);
        var regex = new StringBuilder(parts.getFirst());
        for (var i = 1; i < parts.size(); i++) {
            var last = i == parts.size() - 1;
            regex.append(last ? ".*" : "(?>.*?").append(parts.get(i)).append(last ? "" : ")");
        }
        return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    private static List<StringBuilder> parts(String text) {
        var parts = new ArrayList<>(List.of(new StringBuilder()));
        TOKEN.matcher(text).results().forEach(token -> {
            switch (token.group()) {
                case "*" -> parts.add(new StringBuilder());
                case "?" -> parts.getLast().append('.');
                default ->
                    parts.getLast()
                            .append(
                                    token.group(2) == null
                                            ? Pattern.quote(token.group())
                                            : set(token.group(1), token.group(2)));
            }
        });
        return parts;
    }

    @Override
    public boolean test(String name) {
        return pattern.matcher(name).matches();
    }

    /** Within a set only {@code -} keeps its meaning. */
    private static String set(String not, String members) {
        var escaped = members.replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
        return "[" + (not.isEmpty() ? "" : "^") + escaped + "]";
    }
}
