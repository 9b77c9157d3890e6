package dev.pitot.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadNamesTest {
    private final ThreadNames names = new ThreadNames(thread -> 0);
    private final CountDownLatch end = new CountDownLatch(1);

    /** Live threads are looked at once in 50 ms: whoever starts in between is sought when that is over. */
    @Test
    void threadThatStartsRightAfterALookIsFoundAtTheNext() throws Exception {
        var first = living();
        names.started(1, "first", first.threadId());
        var second = living();
        names.started(2, "second", second.threadId());
        Thread.sleep(100);
        names.before();
        assertThat(names.isSeeking()).isFalse();
        assertThat(names.of(1).thread()).isSameAs(first);
        assertThat(names.of(2).thread()).isSameAs(second);
        end.countDown();
    }

    /** It had ended when it could be looked for: nobody looks again. */
    @Test
    void threadThatHasEndedIsSoughtOnce() throws Exception {
        var thread = living();
        names.started(1, "first", thread.threadId());
        end.countDown();
        var gone = living();
        gone.join();
        names.started(2, "gone", gone.threadId());
        Thread.sleep(100);
        names.before();
        assertThat(names.isSeeking()).isFalse();
        assertThat(names.of(2).thread()).isNull();
        assertThat(names.of(2).name()).isEqualTo("gone");
    }

    /** A ring buffer that is full loses names, too. */
    @Test
    void nameThatWasLostIsToldByAReport() {
        names.began(1, "java");
        names.isNamed(1, "worker-1");
        assertThat(names.of(1).name()).isEqualTo("worker-1");
    }

    @Test
    void reportDoesNotCutANameThatIsKnownWhole() {
        names.started(1, "a name of more than 15 characters", 0);
        names.isNamed(1, "a name of more ");
        names.wasThere(2, "C2 CompilerThre");
        var compiler = names.of(2).name();
        names.isNamed(2, "C2 CompilerThre");
        assertThat(names.of(1).name()).isEqualTo("a name of more than 15 characters");
        assertThat(names.of(2).name()).isEqualTo(compiler);
    }

    private Thread living() {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
