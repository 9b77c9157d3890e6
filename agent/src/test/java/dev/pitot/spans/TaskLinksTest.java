package dev.pitot.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TaskLinksTest {
    private final TaskLinks links = new TaskLinks();
    private final Object task = new Object();

    @Test
    void aTaskIsTakenOnce() {
        assertThat(links.take(task)).isEqualTo(TaskLinks.NONE);
        links.give(task, 7, false);
        assertThat(links.has(task)).isTrue();
        assertThat(links.take(task)).isEqualTo(7);
        assertThat(links.take(task)).isEqualTo(TaskLinks.NONE);
        assertThat(links.has(task)).isFalse();
        links.give(task, 8, true);
        assertThat(links.take(task)).isEqualTo(8);
    }

    @Test
    void aTaskOfNoSpanIsNotedOnlyIfItMayBeHandedOverAgain() {
        links.give(task, TaskLinks.UNKNOWN, false);
        assertThat(links.take(task)).isEqualTo(TaskLinks.NONE);
        links.give(task, TaskLinks.UNKNOWN, true);
        assertThat(links.take(task)).isEqualTo(TaskLinks.UNKNOWN);
    }

    @Test
    void whichOfTwoIsWhichIsUnknown() {
        links.give(task, TaskLinks.UNKNOWN, true);
        links.give(task, 7, true);
        assertThat(links.take(task)).isEqualTo(TaskLinks.UNKNOWN);
        assertThat(links.take(task)).isEqualTo(TaskLinks.UNKNOWN);
        assertThat(links.take(task)).isEqualTo(TaskLinks.NONE);

        links.give(task, 7, false); // never run
        links.give(task, TaskLinks.UNKNOWN, false);
        assertThat(links.take(task)).isEqualTo(TaskLinks.UNKNOWN);
    }

    /** Equal tasks are not the same. */
    @Test
    void goesByIdentity() {
        record Task(int number) {}
        var one = new Task(1);
        var other = new Task(1);
        links.give(one, 7, true);
        assertThat(links.take(other)).isEqualTo(TaskLinks.NONE);
        assertThat(links.take(one)).isEqualTo(7);
    }

    @Test
    void moreThanFitHaveNoLinks() {
        var tasks = new ArrayList<Object>();
        for (var i = 0; i < 2 * TaskLinks.SIZE; i++) {
            tasks.add(new Object());
            links.give(tasks.getLast(), i + 1, false);
        }
        var known = 0;
        for (var i = 0; i < tasks.size(); i++) {
            var span = links.take(tasks.get(i));
            assertThat(span).isIn((long) i + 1, TaskLinks.NONE);
            known += span == TaskLinks.NONE ? 0 : 1;
        }
        assertThat(known).isBetween(TaskLinks.SIZE / 2, TaskLinks.SIZE);
        tasks.forEach(each -> links.give(each, 5, false));
        assertThat(tasks.stream().filter(links::has).count()).isGreaterThan(TaskLinks.SIZE / 2);
    }

    /** Threads hand over tasks of their own and one of all. A link is that of its hand-over, or unknown. */
    @Test
    void threadsAtOnce() throws Exception {
        var wrong = new ConcurrentLinkedQueue<String>();
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var thread = 1; thread <= 4; thread++) {
                var span = (long) thread;
                pool.submit(() -> {
                    for (var i = 0; i < 50_000; i++) {
                        var mine = new Object();
                        links.give(mine, span, false);
                        links.give(task, span, true);
                        var taken = links.take(task);
                        if (taken != span && taken > TaskLinks.UNKNOWN) {
                            wrong.add("shared " + taken);
                        }
                        if (links.take(mine) != span) {
                            wrong.add("own");
                        }
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
    }
}
