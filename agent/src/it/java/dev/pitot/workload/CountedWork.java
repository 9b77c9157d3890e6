package dev.pitot.workload;

import dev.pitot.testkit.MadeClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Known numbers of class loads, collections, compilations, sleeps and parks, between two marks. */
public final class CountedWork {
    public static final int CLASSES = 997;
    public static final int SLEEPS = 31;
    public static final int PARKS = 37;
    public static final int PARK_NANOS = 2_000_077;

    private static volatile Object sink = "";

    private CountedWork() {}

    /** Lasts from the begin of the work to its end. */
    @Name("test.Window")
    @StackTrace(false)
    static final class Window extends Event {}

    public static void main(String[] arguments) throws Exception {
        var window = new Window();
        new Window().commit(); // its class is loaded, its method is there
        window.begin();
        var loader = new MadeClasses();
        for (var i = 0; i < CLASSES; i++) {
            loader.add("made.Class" + i);
        }
        for (var i = 0; i < CLASSES; i++) {
            Class.forName("made.Class" + i, true, loader);
        }
        for (var i = 0; i < SLEEPS; i++) {
            Thread.sleep(3);
        }
        for (var i = 0; i < PARKS; i++) {
            LockSupport.parkNanos(PARK_NANOS);
        }
        collect();
        compile();
        window.commit();
    }

    /** Young and full ones; with a small heap. */
    private static void collect() {
        var kept = new ArrayList<byte[]>();
        for (var round = 0; round < 40; round++) {
            for (var i = 0; i < 200; i++) {
                sink = new byte[40_000];
            }
            kept.add(new byte[500_000]);
            if (round % 8 == 0) {
                System.gc();
            }
        }
        sink = kept;
    }

    /** Lambdas and loops that become hot: hidden classes, and both compilers. */
    private static void compile() {
        List<IntUnaryOperator> work = List.of(i -> i * 31 + 7, i -> i ^ i >> 3, i -> Integer.reverse(i) + 1);
        var result = 0;
        for (var i = 0; i < 3_000_000; i++) {
            result = work.get(i % 3).applyAsInt(result);
        }
        sink = result;
    }
}
