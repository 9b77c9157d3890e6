package dev.pitot.cli.tplist;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A shell pattern as {@code fnmatch} of Python has it, because that is what BCC's tools filter by: {@code *}, {@code
 * ?}, {@code [abc]}, {@code [a-z]}, {@code [!abc]}; all else, also a {@code [} that nothing closes, stands for itself.
 */
record Glob(Pattern pattern) implements Predicate<String> {
    private static final Pattern TOKEN = Pattern.compile("\\*|\\?|\\[(!?)(\\]?[^]]*)\\]|.", Pattern.DOTALL);

    /**
     * What stands between two stars is looked for once, at the first place it is at. Else a name of thousands of bytes, made for it,
     * would be gone through again for each star.
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

    /** In a set only {@code -} keeps its meaning. */
    private static String set(String not, String members) {
        var escaped = members.replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
        return "[" + (not.isEmpty() ? "" : "^") + escaped + "]";
    }
}
