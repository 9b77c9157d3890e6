package dev.pitot.internals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.internals.NativeAccess.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NativeAccessTest {
    private final AtomicBoolean enabled = new AtomicBoolean();
    private final List<String> tried = new ArrayList<>();

    @Test
    void aJvmLaunchedWithItNeedsNoWay() {
        enabled.set(true);
        assertThat(access(works("first")).enable()).isTrue();
        assertThat(tried).isEmpty();
    }

    @Test
    void theFirstWayThatWorksIsTheLast() {
        assertThat(access(works("first"), works("second")).enable()).isTrue();
        assertThat(tried).containsExactly("first");
    }

    @Test
    void aWayThatThisJdkLacksIsFollowedByTheNext() {
        assertThat(access(lacks("first"), refuses("second"), works("third")).enable())
                .isTrue();
        assertThat(tried).containsExactly("first", "second", "third");
    }

    @Test
    void aWayThatChangesNothingIsFollowedByTheNext() {
        assertThat(access(() -> tried.add("first"), works("second")).enable()).isTrue();
        assertThat(tried).containsExactly("first", "second");
    }

    @Test
    void withoutAnyWayItSaysSoAndDoesNotThrow() {
        assertThat(access(lacks("first"), refuses("second")).enable()).isFalse();
        assertThat(access().enable()).isFalse();
    }

    private NativeAccess access(Way... ways) {
        return new NativeAccess(enabled::get, List.of(ways));
    }

    private Way works(String name) {
        return () -> {
            tried.add(name);
            enabled.set(true);
        };
    }

    private Way lacks(String name) {
        return () -> {
            tried.add(name);
            throw new NoSuchMethodException(name);
        };
    }

    private Way refuses(String name) {
        return () -> {
            tried.add(name);
            throw new IllegalCallerException(name);
        };
    }
}
