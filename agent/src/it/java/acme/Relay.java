package acme;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Hands tasks to other threads, in each way that the JDK has. */
public final class Relay {
    private static final CountDownLatch TWICE = new CountDownLatch(2);

    private Relay() {}

    /** A span around a hand-over. */
    static void outer(String name, Callable<?> work) throws Exception {
        work.call();
    }

    /** A span on the other thread. */
    static String inner(String name) {
        return name;
    }

    public static void main(String[] arguments) throws Exception {
        try (var pool = Executors.newFixedThreadPool(1);
                var scheduled = Executors.newScheduledThreadPool(1);
                var virtual = Executors.newVirtualThreadPerTaskExecutor();
                var forkJoin = new ForkJoinPool(2)) {
            executors(pool, virtual, forkJoin);
            threads();
            futures(pool);
            forkJoin(forkJoin);
            outer("schedule", () -> scheduled
                    .schedule(() -> inner("schedule"), 1, TimeUnit.MILLISECONDS)
                    .get());
            outer("periodic", () -> scheduled.scheduleAtFixedRate(Relay::periodic, 0, 1, TimeUnit.MILLISECONDS));
            TWICE.await();
            strangers(pool, virtual);
            shared();
            never(pool);
        }
        outer("scope", () -> scope("scope"));
        System.out.println("done");
    }

    private static void executors(ExecutorService pool, ExecutorService virtual, ForkJoinPool forkJoin)
            throws Exception {
        outer("submit", () -> pool.submit(() -> inner("submit")).get());
        outer("execute", () -> {
            var end = new CountDownLatch(1);
            pool.execute(() -> {
                inner("execute");
                end.countDown();
            });
            end.await();
            return null;
        });
        outer("all", () -> pool.invokeAll(List.of(() -> inner("all"))));
        outer("virtual", () -> virtual.submit(() -> inner("virtual")).get());
        outer("fork-join", () -> forkJoin.submit(() -> inner("fork-join")).get());
        outer("twice", () -> pool.submit(() -> {
                    inner("twice");
                    return virtual.submit(() -> inner("through")).get();
                })
                .get());
        inner("in none");
    }

    private static void threads() throws Exception {
        outer("thread", () -> ran(new Thread(() -> inner("thread"))));
        outer("virtual thread", () -> ran(Thread.ofVirtual().unstarted(() -> inner("virtual thread"))));
        outer(
                "nested thread",
                () -> ran(new Thread(() -> {
                    inner("nested thread");
                    var next = new Thread(() -> inner("grandchild"));
                    next.start();
                    joined(next);
                    inner("afterwards");
                })));
    }

    private static void futures(ExecutorService pool) throws Exception {
        outer("future", () -> CompletableFuture.supplyAsync(() -> inner("future"))
                .thenApplyAsync(any -> inner("stage"))
                .thenApplyAsync(any -> inner("stage in pool"), pool)
                .get());
    }

    private static void forkJoin(ForkJoinPool pool) throws Exception {
        outer("tree", () -> pool.invoke(new Tree(3)));
        outer(
                "stream",
                () -> IntStream.range(0, 1000).parallel().map(Relay::streamed).sum());
    }

    private static int streamed(int number) {
        inner("stream");
        return number;
    }

    @SuppressWarnings("serial")
    static final class Tree extends RecursiveTask<Integer> {
        private final int depth;

        Tree(int depth) {
            this.depth = depth;
        }

        @Override
        protected Integer compute() {
            if (depth == 0) {
                return inner("tree").length();
            }
            var left = new Tree(depth - 1);
            var right = new Tree(depth - 1);
            left.fork();
            return right.compute() + left.join();
        }
    }

    private static final AtomicInteger PERIODS = new AtomicInteger();

    private static void periodic() {
        inner("period " + PERIODS.incrementAndGet());
        TWICE.countDown();
    }

    /** Threads that were started in a span, or ran a task of one, run tasks of none. */
    private static void strangers(ExecutorService pool, ExecutorService virtual) throws Exception {
        pool.submit(() -> inner("stranger on the pool")).get();
        ForkJoinPool.commonPool()
                .submit(() -> inner("stranger on the common pool"))
                .get();
        virtual.submit(() -> inner("stranger on a virtual thread")).get();
        try (var fresh = Executors.newFixedThreadPool(1)) {
            outer("starts the worker", () -> fresh.submit(() -> inner("first")).get());
            fresh.submit(() -> inner("second")).get();
        }
        try (var idle = (ThreadPoolExecutor) Executors.newFixedThreadPool(1)) {
            outer("starts an idle worker", idle::prestartAllCoreThreads);
            idle.submit(() -> inner("on the idle worker")).get();
        }
    }

    /** One object that waits twice: once from a span and once from none. Which is which, nobody can know. */
    private static void shared() throws Exception {
        try (var pool = Executors.newFixedThreadPool(1)) {
            var gate = new CountDownLatch(1);
            pool.execute(() -> await(gate));
            Runnable task = () -> inner("shared");
            pool.execute(task);
            outer("shared", () -> {
                pool.execute(task);
                return null;
            });
            gate.countDown();
        }
    }

    /** Tasks that never run, and hand-overs that fail as they would. */
    private static void never(ExecutorService pool) throws Exception {
        var gate = new CountDownLatch(1);
        pool.execute(() -> await(gate));
        outer("cancelled", () -> pool.submit(() -> inner("cancelled")).cancel(true));
        gate.countDown();
        var closed = Executors.newFixedThreadPool(1);
        closed.shutdown();
        Runnable refused = () -> inner("refused");
        outer("refused", () -> {
            try {
                closed.execute(refused);
                return "ran";
            } catch (RejectedExecutionException e) {
                return "refused";
            }
        });
        pool.execute(refused);
        try {
            pool.execute(null);
        } catch (NullPointerException e) {
            System.out.println("null");
        }
        pool.submit(() -> inner("after all")).get();
    }

    /** By reflection: the class is a preview of JDK 25. */
    private static Object scope(String name) throws Exception {
        var type = Class.forName("java.util.concurrent.StructuredTaskScope");
        try (var scope = (AutoCloseable) type.getMethod("open").invoke(null)) {
            type.getMethod("fork", Callable.class).invoke(scope, (Callable<String>) () -> inner(name));
            return type.getMethod("join").invoke(scope);
        }
    }

    private static Object ran(Thread thread) {
        thread.start();
        joined(thread);
        return thread;
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
