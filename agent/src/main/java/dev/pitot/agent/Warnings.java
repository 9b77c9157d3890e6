package dev.pitot.agent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Pitot's only words to the application's stderr: a line per problem, once. */
final class Warnings {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
    private static final int MOST = 20;

    private Warnings() {}

    static void say(String message) {
        if (SAID.size() < MOST && SAID.add(message)) {
            System.err.println("pitot: " + message.replace('\n', ' '));
        }
    }
}
