package dev.pitot.agent;

import dev.pitot.record.ThreadNames.Known;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.DynamicMBean;

/**
 * The threads there are, with the operating system's ids, out of HotSpot's own thread dump: nothing else tells both. The
 * diagnostic command is called without an MBean server, since making the platform's early breaks applications that set their own.
 */
final class ThreadDump {
    private static final String COMMANDS = "com.sun.management.internal.DiagnosticCommandImpl";

    /** Its initializer loads the library with the natives of the commands. */
    private static final String LIBRARY = "com.sun.management.internal.PlatformMBeanProviderImpl";

    /**
     * {@code "main" #1 [4711] prio=5 ... nid=4711 ...}; a thread of the VM has no {@code #}. A name may hold anything, also line
     * breaks and what looks like a line of its own, so numbers are bounded.
     */
    private static final Pattern THREAD =
            Pattern.compile("^\"(.*)\" (?:#(\\d{1,18}) )?.*?\\bnid=(0x[0-9a-f]{1,7}|\\d{1,9})\\b", Pattern.MULTILINE);

    private ThreadDump() {}

    /** Empty where this JVM has no such command, or prints another dump. */
    static Map<Integer, Known> take(Instrumentation instrumentation) {
        try {
            return parse(print(instrumentation));
        } catch (ReflectiveOperationException | javax.management.JMException | RuntimeException | LinkageError e) {
            return Map.of();
        }
    }

    static Map<Integer, Known> parse(String dump) {
        var threads = new HashMap<Integer, Known>();
        var match = THREAD.matcher(dump);
        while (match.find()) {
            var tid = Integer.decode(match.group(3));
            var javaId = match.group(2) == null ? 0 : Long.parseLong(match.group(2));
            threads.put(tid, new Known(tid, match.group(1), javaId));
        }
        return threads;
    }

    private static String print(Instrumentation instrumentation)
            throws ReflectiveOperationException, javax.management.JMException {
        Class.forName(LIBRARY);
        var commands = Class.forName(COMMANDS);
        Access.open(instrumentation, commands.getModule(), commands.getPackageName());
        var bean = commands.getDeclaredMethod("getDiagnosticCommandMBean");
        bean.setAccessible(true);
        var mbean = (DynamicMBean) bean.invoke(null);
        Object[] arguments = {new String[0]};
        return (String) mbean.invoke("threadPrint", arguments, new String[] {String[].class.getName()});
    }
}
