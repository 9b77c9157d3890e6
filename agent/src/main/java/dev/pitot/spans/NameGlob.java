package dev.pitot.spans;

import java.util.regex.Pattern;

/** A name with stars. */
final class NameGlob {
    private static final String ANY = "*";

    private final String text;
    private final Pattern regex;

    private NameGlob(String text, Pattern regex) {
        this.text = text;
        this.regex = regex;
    }

    /** A class. A star stands for a part of one name, two stars for any number of names with their dots. */
    static NameGlob ofType(String text) {
        return new NameGlob(text, Pattern.compile(regex(text, "[^.]*")));
    }

    /** A method. A star stands for a part of its name. */
    static NameGlob ofMethod(String text) {
        return new NameGlob(text, Pattern.compile(regex(text, ".*")));
    }

    /** Types with commas between them. A star stands for a part of one type, or for all of it. */
    static NameGlob ofParameters(String text) {
        var types = new StringBuilder();
        for (var type : text.split(",")) {
            types.append(types.isEmpty() ? "" : ",").append(type.equals(ANY) ? "[^,]+" : regex(type, "[^,]*"));
        }
        return new NameGlob(text, Pattern.compile(types.toString()));
    }

    /** @param star what a single star stands for */
    private static String regex(String glob, String star) {
        var regex = new StringBuilder();
        for (var i = 0; i < glob.length(); i++) {
            if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (glob.charAt(i) == '*') {
                regex.append(star);
            } else {
                regex.append(Pattern.quote(glob.substring(i, i + 1)));
            }
        }
        return regex.toString();
    }

    String text() {
        return text;
    }

    boolean isAny() {
        return text.equals(ANY);
    }

    boolean matches(String name) {
        return regex.matcher(name).matches();
    }

    /** Returns the number of characters that are no stars. */
    int letters() {
        return (int) text.chars().filter(character -> character != '*').count();
    }

    /** Returns the glob of what is behind the last dot or dollar. */
    NameGlob last() {
        return ofMethod(TypeNames.simple(text));
    }

    /**
     * Returns how many characters must be added, removed or replaced until a name matches. A star costs nothing, also across
     * dots.
     *
     * @param limit more than this may be returned as any larger number
     */
    int distance(String name, int limit) {
        var row = new int[name.length() + 1];
        for (var i = 0; i < row.length; i++) {
            row[i] = i;
        }
        for (var i = 0; i < text.length(); i++) {
            if (extend(row, text.charAt(i), name) > limit) {
                return limit + 1;
            }
        }
        return row[name.length()];
    }

    /** Makes the distances of each begin of the name those of a glob with one character more. Returns the smallest. */
    private static int extend(int[] row, char next, String name) {
        var isStar = next == '*';
        var diagonal = row[0];
        row[0] += isStar ? 0 : 1;
        var smallest = row[0];
        for (var i = 1; i < row.length; i++) {
            var above = row[i];
            row[i] = isStar
                    ? Math.min(above, row[i - 1])
                    : Math.min(diagonal + (name.charAt(i - 1) == next ? 0 : 1), Math.min(above, row[i - 1]) + 1);
            diagonal = above;
            smallest = Math.min(smallest, row[i]);
        }
        return smallest;
    }
}
