package dev.pitot.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.pitot.testkit.Cli;
import dev.pitot.testkit.KernelObjects;
import dev.pitot.testkit.Poll;
import dev.pitot.testkit.RequiresKernel;
import dev.pitot.testkit.TracedJvm;
import dev.pitot.workload.ControlledApp;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a JMX client sees them, for which the JVM makes its MBean server: before a recording, or later. */
@RequiresKernel
class CommandsByJmxIT {
    @TempDir
    Path directory;

    @FunctionalInterface
    private interface Client {
        void use(MBeanServerConnection connection, ObjectName pitot) throws Exception;
    }

    @Test
    void theServerIsThereBeforeTheRecording() throws Exception {
        try (var jvm = start()) {
            connect(jvm, (connection, pitot) -> {
                assertThat(connection.isRegistered(pitot)).isFalse();
                jvm.ask("start one", "started one");
                Poll.until(() -> connection.isRegistered(pitot), () -> "no " + pitot);
                assertCommands(jvm, connection, pitot);
            });
            end(jvm);
        }
    }

    @Test
    void theServerIsMadeForTheClient() throws Exception {
        try (var jvm = start()) {
            jvm.jcmd("JFR.start", "name=jmx", "+pitot.ThreadCpu#period=100ms");
            connect(jvm, (connection, pitot) -> {
                Poll.until(() -> connection.isRegistered(pitot), () -> "no " + pitot);
                assertCommands(jvm, connection, pitot);
            });
            end(jvm);
        }
    }

    @Test
    void aCommandBringsIt() throws Exception {
        try (var jvm = start()) {
            connect(jvm, (connection, pitot) -> {
                assertThat(connection.isRegistered(pitot)).isFalse();
                Cli.run("status", Long.toString(jvm.process().pid())).answer();
                assertThat(connection.isRegistered(pitot)).isTrue();
            });
            end(jvm);
        }
    }

    private static void assertCommands(TracedJvm.Running jvm, MBeanServerConnection connection, ObjectName pitot)
            throws Exception {
        assertThat(connection.getAttribute(pitot, "Attached")).isEqualTo(true);
        assertThat((String) connection.getAttribute(pitot, "Since")).matches("\\d{4}-.*Z");
        assertThat(invoke(connection, pitot, "status")).contains("attached since");
        assertThat(invoke(connection, pitot, "stop")).contains("stopped by command");
        assertThat(KernelObjects.of(jvm.process().pid())).isEmpty();
        assertThat(connection.getAttribute(pitot, "Attached")).isEqualTo(false);
        assertThat(connection.getAttribute(pitot, "Since")).isNull();
        assertThat(invoke(connection, pitot, "start")).contains("attached since");
        assertThat(KernelObjects.of(jvm.process().pid())).isNotEmpty();
        assertThat(invoke(connection, pitot, "addSpan", "acme.None")).startsWith("acme.None  nothing yet");
        assertThat(invoke(connection, pitot, "removeSpan", "None")).startsWith("pitot: there is no pattern 'None'");
        assertThat(invoke(connection, pitot, "removeSpan", "acme.None")).isEqualTo("no methods are spans\n");
        assertThat(invoke(connection, pitot, "addSpan", "a b")).startsWith("pitot: this is no pattern");
        assertThat(invoke(connection, pitot, "spans")).isEqualTo("no methods are spans\n");
    }

    private static String invoke(
            MBeanServerConnection connection, ObjectName pitot, String operation, String... arguments)
            throws Exception {
        var types = Stream.of(arguments).map(any -> String.class.getName()).toArray(String[]::new);
        return (String) connection.invoke(pitot, operation, arguments, types);
    }

    private TracedJvm.Running start() throws Exception {
        var jvm = TracedJvm.of(directory).jvm("-XX:+EnableDynamicAgentLoading").start(ControlledApp.class);
        jvm.awaitLine("ready");
        return jvm;
    }

    private static void connect(TracedJvm.Running jvm, Client client) throws Exception {
        var machine = VirtualMachine.attach(Long.toString(jvm.process().pid()));
        try {
            var url = new JMXServiceURL(machine.startLocalManagementAgent());
            try (var connector = JMXConnectorFactory.connect(url)) {
                client.use(connector.getMBeanServerConnection(), new ObjectName("dev.pitot:type=Pitot"));
            }
        } finally {
            machine.detach();
        }
    }

    private static void end(TracedJvm.Running jvm) throws Exception {
        jvm.tell("exit 0");
        assertThat(jvm.await().err()).isEmpty();
    }
}
