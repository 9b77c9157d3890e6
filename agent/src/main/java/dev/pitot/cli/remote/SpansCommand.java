package dev.pitot.cli.remote;

import dev.pitot.cli.terminal.CommandFailure;
import dev.pitot.spans.SpanPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code pitot spans PID}: lists, adds and removes the patterns of spans. The agent in that JVM answers. */
@Command(
        name = "spans",
        description = {
            "Lists, adds or removes the methods that are spans in a running JVM, and prints what each pattern has found.",
            "%nadd loads the agent into the JVM if it is missing. Quote the patterns: the shell changes *, $ and !.%n"
        },
        exitCodeList = {
            "0:the JVM answered",
            "1:the JVM did not answer, or a pattern is wrong or is not there",
            "2:wrong usage"
        })
public final class SpansCommand extends RemoteCommand {
    private static final String REFUSED = "pitot: ";

    @Parameters(
            index = "1",
            paramLabel = "list|add|remove",
            arity = "0..1",
            defaultValue = "list",
            converter = ActionWord.class,
            description = "What to do. The default is list.")
    private Action action = Action.LIST;

    @Parameters(
            index = "2..*",
            paramLabel = "PATTERN",
            description = "Methods, such as com.acme.Shop::place*, com.acme.** or @com.acme.Timed.")
    private List<String> patterns = new ArrayList<>();

    /** What to do with the patterns. */
    enum Action {
        LIST(""),
        ADD(",span="),
        REMOVE(",nospan=");

        private final String option;

        Action(String option) {
            this.option = option;
        }
    }

    /** Reads an action in lower case. */
    static final class ActionWord implements ITypeConverter<Action> {
        @Override
        public Action convert(String word) {
            for (var action : Action.values()) {
                if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return action;
                }
            }
            throw new TypeConversionException("'" + word + "' is none of list, add, remove");
        }
    }

    @Override
    String words() throws IOException {
        if (patterns.isEmpty() != (action == Action.LIST)) {
            throw new ParameterException(
                    commandLine(),
                    action == Action.LIST ? "list takes no pattern" : "Missing required parameter: 'PATTERN'");
        }
        var words = new StringBuilder("spans");
        for (var pattern : patterns) {
            words.append(action.option).append(parsed(pattern).text());
        }
        return words.toString();
    }

    private static SpanPattern parsed(String pattern) throws CommandFailure {
        return SpanPattern.parse(pattern)
                .orElseThrow(() -> new CommandFailure(
                        "'" + pattern + "' is no pattern of methods; it needs " + SpanPattern.EXAMPLE));
    }

    /** Fails with what the agent refuses. */
    @Override
    public Integer call() throws IOException {
        var answer = new StringBuilder();
        jvm().connect().say(words(), answer::append);
        var text = answer.toString();
        if (text.startsWith(REFUSED)) {
            throw new CommandFailure(text.substring(REFUSED.length()).strip());
        }
        print(text);
        return 0;
    }
}
