package acme;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Methods with arguments of all kinds, some of whose texts do harm. Prints what the methods give. */
public final class Till extends TillBase {
    static final AtomicInteger TEXTS = new AtomicInteger();

    private final long id;
    private final String name;
    private int count;

    private Till(long id, String name) {
        this.id = id;
        this.name = name;
    }

    public static void main(String[] arguments) {
        var till = new Till(7, "front");
        System.out.println(till.all(true, (byte) 1, 'c', (short) 2, 3, 4L, 5.5f, 6.5));
        System.out.println(till.reassign("before", 1));
        System.out.println(till.grow(new StringBuilder("a")));
        System.out.println(till.arrays(new String[3], new int[2][4], null, "x"));
        System.out.println(till.bad(new Thrower(), new Spanned(), new Deep()));
        System.out.println(till.huge("h".repeat(1 << 20)).length());
        System.out.println(fixed("static", 9));
        System.out.println(till.recurse(3));
        try {
            till.fail("broken");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage() + " " + e.getSuppressed().length);
        }
        System.out.println(new Priced() {}.price(4));
        System.out.println(generic(List.of(1, 2)));
        till.nothing(new Counted());
        System.out.println("texts " + TEXTS.get());
    }

    private String all(boolean z, byte b, char c, short s, int i, long j, float f, double d) {
        count++;
        return "" + z + b + c + s + i + j + f + d;
    }

    private String reassign(String text, int number) {
        for (var i = 0; i < 3; i++) {
            text = text + i;
            number += i;
        }
        return text + number;
    }

    private StringBuilder grow(StringBuilder text) {
        count += 2;
        return text.append("b");
    }

    private int arrays(String[] texts, int[][] numbers, Object nothing, Object last) {
        return texts.length
                + numbers.length
                + (nothing == null ? 0 : 1)
                + last.toString().length();
    }

    private String bad(Object thrower, Object spanned, Object deep) {
        return thrower == spanned || deep == null ? "same" : "other";
    }

    private String huge(String text) {
        return text;
    }

    private static String fixed(String text, int number) {
        return text + number;
    }

    private int recurse(int depth) {
        return depth == 0 ? count : recurse(depth - 1) + 1;
    }

    private String fail(String text) {
        throw new IllegalStateException(text);
    }

    private static <T extends Comparable<T>> T generic(List<T> all) {
        return all.getLast();
    }

    private void nothing(Object value) {
        count += name.length() + (value == null ? 1 : 0);
    }

    /** With a method of its own. */
    interface Priced {
        default long price(int pieces) {
            return 10L * pieces;
        }
    }

    static final class Thrower {
        @Override
        public String toString() {
            throw new IllegalArgumentException("no text");
        }
    }

    /** Its text is a span by itself, and runs in the end of another. */
    static final class Spanned {
        @Override
        public String toString() {
            return spanned(1);
        }

        private String spanned(int number) {
            return "spanned " + number;
        }
    }

    static final class Deep {
        @Override
        public String toString() {
            return new Deep().toString() + TEXTS;
        }
    }

    static final class Counted {
        @Override
        public String toString() {
            return "counted " + TEXTS.incrementAndGet();
        }
    }
}

/** Has a field that the class below does not see. */
class TillBase {
    private final int hidden = 1;
    protected final int shown = 2;

    int sum() {
        return hidden + shown;
    }
}
