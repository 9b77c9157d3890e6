package dev.pitot.cli;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell pattern as {@code fnmatch} of Python has it, because that is what BCC's tools filter by: {@code *}, {@code
 * ?}, {@code [abc]}, {@code [a-z]}, {@code [!abc]}; all else, also a {@code [} that nothing closes, stands for itself.
 */
record Glob(Pattern pattern) implements Predicate<String> {
    private static final Pattern TOKEN = Pattern.compile("\\*|\\?|\\[(!?)(\\]?[^]]*)\\]|.", Pattern.DOTALL);

    static Glob of(String text) {
        var regex = TOKEN.matcher(text)
                .replaceAll(token -> Matcher.quoteReplacement(
                        switch (token.group()) {
                            case "*" -> ".*";
                            case "?" -> ".";
                            default ->
                                token.group(2) == null
                                        ? Pattern.quote(token.group())
                                        : set(token.group(1), token.group(2));
                        }));
        return new Glob(Pattern.compile(regex, Pattern.DOTALL));
    }

    @Override
    public boolean test(String name) {
        return pattern.matcher(name).matches();
    }

    /** In a set only {@code -} keeps its meaning. */
    private static String set(String not, String members) {
        var escaped = members.replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
        return "[" + (not.isEmpty() ? "" : "^") + escaped + "]";
    }
}
