package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Stock;
import dev.pitot.testkit.Cli;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods of a class or an interface and of all that is below it. */
@RequiresKernel
class SubtypeSpanIT {
    private static final String PATTERN = "acme.Stock$Source+::find*";
    private static final List<String> USED = List.of(
            "acme.Stock$Drawer.find(int)",
            "acme.Stock$Shelf.find(int)",
            "acme.Stock$Shelf.findAbstract()",
            "acme.Stock$Source.findAny()");

    @TempDir
    Path directory;

    @Test
    void classesThatComeLaterAreSpansFromTheirFirstCallOn() throws Exception {
        try (var jvm = start("span=" + PATTERN + ",span=!acme.Stock$Drawer+::toString")) {
            jvm.ask("use", "ok");
            jvm.ask("strange", "ok");
            assertThat(methods(end(jvm))).containsExactlyElementsOf(USED);
        }
    }

    @Test
    void loadedClassesAreSpansFromTheCommandOnUntilTheNext() throws Exception {
        try (var jvm = start("wait=30s")) {
            jvm.ask("use", "ok");
            jvm.ask("strange", "ok");
            assertThat(spans(jvm, "add", PATTERN, "java.lang.Runnable+::runStrangely", "acme.Stock$Drawer+::other"))
                    .contains(PATTERN + "          4 methods of 3 classes\n")
                    .contains("java.lang.Runnable+::runStrangely  1 method of 1 class\n")
                    .contains(
                            "acme.Stock$Drawer+::other          nothing yet: no such method in the classes that it matches\n");
            jvm.ask("use", "ok");
            jvm.ask("strange", "ok");
            spans(jvm, "add", "!acme.Stock$Shelf+");
            jvm.ask("use", "ok");
            spans(jvm, "remove", "!acme.Stock$Shelf+", PATTERN, "java.lang.Runnable+::runStrangely");
            jvm.ask("use", "ok");
            jvm.ask("strange", "ok");
            assertThat(methods(end(jvm)))
                    .startsWith("acme.Stock$Drawer.find(int)")
                    .contains("acme.Stock$Stranger.runStrangely()")
                    .filteredOn(method -> !method.contains("Stranger"))
                    .hasSize(USED.size() + 1)
                    .endsWith("acme.Stock$Source.findAny()", "acme.Stock$Source.findAny()");
        }
    }

    /** What is above a class of such a loader is known when it is loaded. */
    @Test
    void aLoaderOfTheApplicationIsNotAsked() throws Exception {
        try (var jvm = start("span=" + PATTERN)) {
            jvm.ask("load", "ok");
            Poll.until(() -> spans(jvm).contains("4 methods of 3 classes"), () -> spans(jvm));
            jvm.ask("call", "ok");
            assertThat(methods(end(jvm))).containsExactly("acme.Stock$Drawer.find(int)", "acme.Stock$Shelf.find(int)");
        }
    }

    private TracedJvm.Running start(String options) throws Exception {
        var jvm = TracedJvm.of(directory)
                .agentOptions("wait=30s,budget=off," + options)
                .recordOnly("pitot.Span")
                .record("pitot.Span", "0 ns")
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start(Stock.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    private static String spans(TracedJvm.Running jvm, String... words) throws Exception {
        var all = new ArrayList<>(List.of("spans", Long.toString(jvm.process().pid())));
        all.addAll(List.of(words));
        return Cli.run(all.toArray(String[]::new)).answer();
    }

    private static Run end(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit");
        var run = jvm.await();
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    private static List<String> methods(Run run) throws Exception {
        return run.events("pitot.Span").stream()
                .map(span -> span.getString("className") + "." + span.getString("method"))
                .sorted()
                .toList();
    }
}
