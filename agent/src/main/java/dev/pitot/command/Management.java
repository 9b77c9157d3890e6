package dev.pitot.command;

import dev.pitot.control.AgentStatus;
import dev.pitot.control.InstalledAgent;
import dev.pitot.control.Options;
import dev.pitot.control.Verb;
import java.lang.instrument.Instrumentation;
import java.util.function.BooleanSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/**
 * Registers the commands with JMX, but only where the platform's MBean server already exists. Making that server early
 * breaks applications that set their own builder, and starts much that the application did not ask for.
 */
public final class Management implements BooleanSupplier {
    private static final String NAME = "dev.pitot:type=Pitot";

    private final Options options;
    private final Instrumentation instrumentation;

    public Management(Options options, Instrumentation instrumentation) {
        this.options = options;
        this.instrumentation = instrumentation;
    }

    /** Registers the MBean. Returns true if it need not be called again, as in a JVM without the module. */
    @Override
    public boolean getAsBoolean() {
        if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
            return true;
        }
        return InstalledAgent.controller() != null && Server.register(new Commands(options, instrumentation));
    }

    /** A separate class, because it cannot be loaded without the module. */
    private static final class Server {
        static boolean register(Commands commands) {
            try {
                var name = new ObjectName(NAME);
                var server = platform();
                if (server == null) {
                    return false;
                }
                if (!server.isRegistered(name)) {
                    server.registerMBean(new StandardMBean(new Bean(commands), PitotMBean.class), name);
                }
                return true;
            } catch (JMException | RuntimeException e) {
                return true; // another thread has registered it, or the server refuses it
            }
        }

        /** Returns the server that has the JVM's own beans; an application may have made others. */
        private static @Nullable MBeanServer platform() throws JMException {
            var runtime = new ObjectName("java.lang:type=Runtime");
            for (var server : MBeanServerFactory.findMBeanServer(null)) {
                if (server.isRegistered(runtime)) {
                    return server;
                }
            }
            return null;
        }
    }

    private record Bean(Commands commands) implements PitotMBean {
        @Override
        public boolean isAttached() {
            return commands.status().state() == AgentStatus.State.ATTACHED;
        }

        @Override
        public @Nullable String getSince() {
            var since = commands.status().since();
            return since == null ? null : since.toString();
        }

        @Override
        public String status() {
            return commands.run(Verb.STATUS);
        }

        @Override
        public String stop() {
            return commands.run(Verb.STOP);
        }

        @Override
        public String start() {
            return commands.run(Verb.START);
        }

        @Override
        public String spans() {
            return commands.run(Verb.SPANS);
        }

        @Override
        public String addSpan(String pattern) {
            return commands.addSpan(pattern);
        }

        @Override
        public String removeSpan(String pattern) {
            return commands.removeSpan(pattern);
        }
    }
}
