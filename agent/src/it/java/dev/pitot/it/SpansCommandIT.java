package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import acme.Desk;
import acme.Witness;
import dev.pitot.testkit.Cli;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.Run;
import dev.pitot.testkit.TracedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods become spans and cease to be, while the program runs. */
@RequiresKernel
class SpansCommandIT {
    private static final String NONE = "no methods are spans\n";

    @TempDir
    Path directory;

    @Test
    void methodsAreSpansFromTheCommandOnUntilTheNext() throws Exception {
        try (var jvm = start(recorded().agentOptions("wait=30s,budget=off"))) {
            assertThat(jvm.jcmd("GC.class_histogram")).doesNotContain("bytebuddy");
            jvm.ask("serve", "ok");
            var before = witnessed(jvm, "look");
            assertThat(spans(jvm)).isEqualTo(NONE);
            assertThat(spans(jvm, "add", "acme.Teller::serve()"))
                    .isEqualTo("acme.Teller::serve()  1 method of 1 class\n");
            jvm.ask("serve", "ok");
            var woven = witnessed(jvm, "look");
            assertThat(spans(jvm)).isEqualTo("acme.Teller::serve()  1 method of 1 class\n");

            assertThat(spans(jvm, "remove", "acme.Teller::serve()")).isEqualTo(NONE);
            var after = witnessed(jvm, "seen"); // by the command's own retransformation
            jvm.ask("serve", "ok");
            assertThat(List.of(before.state, woven.state, after.state)).containsExactly("plain", "woven", "plain");
            assertThat(after.times).isEqualTo(woven.times + 1);
            assertThat(after.hash).isEqualTo(before.hash).isNotEqualTo(woven.hash);
            assertThat(methods(end(jvm))).containsExactly("serve()");
        }
    }

    @Test
    void aClassWithSpansFromTheBeginBecomesThatOfItsFile() throws Exception {
        try (var jvm = start(recorded().agentOptions("wait=30s,budget=off,span=acme.Teller::serve(int)"))) {
            assertThat(witnessed(jvm, "look").state).isEqualTo("woven");
            spans(jvm, "remove", "acme.Teller::serve(int)");
            var after = witnessed(jvm, "seen");
            assertThat(after.state).isEqualTo("plain");
            assertThat(after.hash).isEqualTo(hashOfFile());
            jvm.ask("serve", "ok");
            assertThat(methods(end(jvm))).isEmpty();
        }
    }

    @Test
    void theCommandBringsTheAgent() throws Exception {
        try (var jvm = start(recorded().withoutAgent())) {
            assertThat(spans(jvm)).isEqualTo(NONE);
            assertThat(Cli.run("spans", pid(jvm), "remove", "acme.Teller").failure())
                    .isEqualTo("pitot: there is no pattern 'acme.Teller'; list prints those that are there");
            assertThat(spans(jvm, "add", "acme.Teller::serve*", "!acme.Teller::*(int)"))
                    .isEqualTo("acme.Teller::serve*   1 method of 1 class\n!acme.Teller::*(int)  excludes\n");
            jvm.ask("serve", "ok");
            spans(jvm, "remove", "!acme.Teller::*(int)");
            jvm.ask("serve", "ok");
            assertThat(methods(end(jvm))).containsExactly("serve()", "serve()", "serve(int)");
        }
    }

    @Test
    void aLaterLoadOfTheAgentAddsItsPatterns() throws Exception {
        try (var jvm = start(recorded().agentOptions("wait=30s,budget=off,span=acme.Teller::serve(int)"))) {
            Cli.run("attach", pid(jvm), "--options", "span=acme.Teller::close").answer();
            jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), "span:acme.Teller::serve()");
            assertThat(jvm.jcmd("JVMTI.agent_load", TracedJvm.JAR.toString(), "spans"))
                    .endsWith("""
                            acme.Teller::serve(int)  1 method of 1 class
                            acme.Teller::close       1 method of 1 class
                            acme.Teller::serve()     1 method of 1 class
                            """);
            jvm.ask("serve", "ok");
            assertThat(methods(end(jvm))).containsExactly("close()", "serve()", "serve(int)");
        }
    }

    @Test
    void annotationsOfClassesAndMethodsLoadedBeforeAndAfter() throws Exception {
        try (var jvm = start(recorded().agentOptions("wait=30s,budget=off"))) {
            assertThat(spans(jvm, "add", "@acme.Prom*")).isEqualTo("@acme.Prom*  1 method of 1 class\n");
            jvm.ask("serve", "ok");
            jvm.ask("deputy", "ok");
            assertThat(spans(jvm)).isEqualTo("@acme.Prom*  2 methods of 2 classes\n");
            assertThat(spans(jvm, "remove", "@acme.Prom*")).isEqualTo(NONE);
            jvm.ask("serve", "ok");
            jvm.ask("deputy", "ok");
            var run = end(jvm);
            assertThat(methods(run)).containsExactly("close()", "serve()");
            assertThat(run.events("pitot.Span"))
                    .filteredOn(span -> "serve()".equals(span.getString("method")))
                    .singleElement()
                    .matches(span -> "acme.Deputy".equals(span.getString("className")));
        }
    }

    @Test
    void aPatternThatMatchesNothingNamesTheNearest() throws Exception {
        try (var jvm = start(recorded().agentOptions("wait=30s,budget=off"))) {
            assertThat(Cli.run("spans", pid(jvm), "add", "acme.Teller.serve()").failure())
                    .isEqualTo("pitot: 'acme.Teller.serve()' is no pattern of methods;"
                            + " it needs a class and a method such as com.acme.Shop::place*");
            assertThat(spans(
                            jvm,
                            "add",
                            "acme.Teler",
                            "acme.Teller::sevre",
                            "com.shop.Far",
                            "java.lang.String",
                            "@a.None"))
                    .isEqualTo("""
                            acme.Teler          nothing yet: no loaded class matches; the nearest: acme.Teller
                            acme.Teller::sevre  nothing yet: no such method in the classes that it matches; the nearest: serve(), serve(int)
                            com.shop.Far        nothing yet: no loaded class matches
                            java.lang.String    nothing yet: the classes that it matches never have spans
                            @a.None             nothing yet: no loaded class or method has the annotation
                            """);
            assertThat(Cli.run("spans", pid(jvm), "remove", "acme.Teler", "acme.Teller")
                            .failure())
                    .isEqualTo("pitot: there is no pattern 'acme.Teller'; list prints those that are there");
            assertThat(spans(jvm)).hasLineCount(5);
            assertThat(Cli.run("spans", pid(jvm), "add").status()).isEqualTo(2);
            end(jvm);
        }
    }

    private TracedJvm recorded() {
        return TracedJvm.of(directory).recordOnly("pitot.Span").record("pitot.Span", "0 ns");
    }

    /** The witness comes behind Pitot's agent. */
    private TracedJvm.Running start(TracedJvm traced) throws Exception {
        var jvm = traced.jvm("-XX:+EnableDynamicAgentLoading", "-javaagent:" + witness())
                .start(Desk.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    /** A jar with nothing but a manifest: the class is in the class path. */
    private Path witness() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Witness.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        var jar = directory.resolve("witness.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        return jar;
    }

    private record Witnessed(int times, String state, String hash) {}

    private static Witnessed witnessed(TracedJvm.Running jvm, String question) throws Exception {
        jvm.ask(question, "ok");
        var words = Files.readAllLines(jvm.outFile()).stream()
                .filter(line -> line.startsWith("class "))
                .reduce((first, last) -> last)
                .orElseThrow()
                .split(" ");
        return new Witnessed(Integer.parseInt(words[1]), words[2], words[3]);
    }

    private static String hashOfFile() throws IOException {
        try (var in = Desk.class.getResourceAsStream("Teller.class")) {
            return Witness.hash(Objects.requireNonNull(in).readAllBytes());
        }
    }

    private static String spans(TracedJvm.Running jvm, String... words) throws Exception {
        return Cli.run(Stream.concat(Stream.of("spans", pid(jvm)), Stream.of(words))
                        .toArray(String[]::new))
                .answer();
    }

    private static String pid(TracedJvm.Running jvm) {
        return Long.toString(jvm.process().pid());
    }

    private static Run end(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit");
        var run = jvm.await();
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    private static List<String> methods(Run run) throws IOException {
        return run.events("pitot.Span").stream()
                .map(span -> span.getString("method"))
                .sorted()
                .toList();
    }
}
