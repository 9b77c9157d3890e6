package dev.pitot.matrix;

import java.util.concurrent.locks.LockSupport;

/** A little of everything that an idle application does, until it is killed. */
final class Steady {
    private Steady() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread.ofPlatform().daemon().name("parker").start(() -> {
            while (true) {
                LockSupport.parkNanos(5_000_000);
            }
        });
        System.out.println("ready");
        while (true) {
            Thread.sleep(5);
        }
    }
}
