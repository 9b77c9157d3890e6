package acme;

import dev.pitot.span.Span;
import dev.pitot.span.Spans;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;

/** A program with spans of its own: ordinary ones, and all that can be done wrong. */
public final class Checkout {
    public static final int ORDERS = 5;
    public static final int MILLIS = 20;
    public static final int MANY = 3000;
    public static final int NAMES = 10_500;
    private static final int DEADLINE = 30_000;

    private Checkout() {}

    /** Argument: what to do. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        awaitRecorder();
        switch (arguments[0]) {
            case "orders" -> orders();
            case "mistakes" -> mistakes();
            case "names" -> names();
            case "loaders" -> loaders();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("done");
    }

    /** The agent connects the API when it first sees it, and records some milliseconds later. */
    private static void awaitRecorder() throws InterruptedException {
        for (var waited = 0; waited < DEADLINE; waited += MILLIS) {
            var token = Spans.begin("warm-up");
            Spans.end(token);
            if (token != 0) {
                return;
            }
            Thread.sleep(MILLIS);
        }
        throw new AssertionError("nothing records spans");
    }

    static void orders() throws InterruptedException {
        for (var order = 0; order < ORDERS; order++) {
            try (var span = Span.begin("checkout")) {
                span.tag("order", 4711 + order).tag("customer", "mary");
                pay();
            }
        }
        try (var span = Span.begin("refused")) {
            span.tag("order", 4711);
            throw new IllegalStateException("on purpose");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage() + ", suppressed " + e.getSuppressed().length);
        }
    }

    private static void pay() throws InterruptedException {
        var token = Spans.begin("pay");
        try {
            Thread.sleep(MILLIS);
        } finally {
            Spans.end(token);
        }
    }

    static void mistakes() throws InterruptedException {
        endedElsewhere();
        endedTwice();
        badTags();
        neverEnded();
        try (var span = Span.begin("after all")) {
            span.tag("is", "fine");
        }
    }

    private static void endedElsewhere() throws InterruptedException {
        var span = Span.begin("ended elsewhere");
        var token = Spans.begin("ended elsewhere");
        var other = new Thread(() -> {
            try (var outer = Span.begin("on the other thread");
                    var inner = Span.begin("inner on the other thread")) {
                outer.tag("ends", "itself");
                span.close();
                Spans.end(token);
                inner.tag("ends", "itself");
            }
        });
        other.start();
        other.join();
    }

    private static void endedTwice() {
        var first = Span.begin("ended twice");
        first.close();
        try (var second = Span.begin("in its place")) {
            first.close();
            second.tag("goes", "on");
        }
    }

    private static void badTags() {
        try (var span = Span.begin("bad tags")) {
            span.tag(null, "no key").tag("nothing", null).tag("bad", new Bad());
            for (var i = 0; i < 20; i++) {
                span.tag("long", "x".repeat(1000));
            }
        }
    }

    private static void neverEnded() {
        for (var i = 0; i < MANY; i++) {
            Span.begin("never ended");
        }
    }

    private static final class Bad {
        @Override
        public String toString() {
            try (var span = Span.begin("in a text")) {
                span.tag("is", "not recorded");
                throw new AssertionError("on purpose");
            }
        }
    }

    private static void names() {
        for (var i = 0; i < NAMES; i++) {
            Spans.end(Spans.begin("order " + i));
        }
    }

    /** The API once more, in two further class loaders. */
    private static void loaders() throws IOException, ReflectiveOperationException {
        var here = Checkout.class.getProtectionDomain().getCodeSource().getLocation();
        for (var i = 0; i < 2; i++) {
            try (var loader = new URLClassLoader(new URL[] {here}, ClassLoader.getPlatformClassLoader())) {
                Class.forName(Apart.class.getName(), true, loader)
                        .getMethod("work")
                        .invoke(null);
            }
        }
    }

    /** Has the API of its own class loader. */
    public static final class Apart {
        private Apart() {}

        public static void work() {
            try (var span = Span.begin("apart")) {
                span.tag("is", "recorded");
            }
        }
    }
}
