package dev.pitot.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What doctor looks for in libbcc is what the bindings call. */
class LibraryFileTest {
    private static final Pattern FUNCTION = Pattern.compile("\"(bpf_\\w+|bcc_\\w+)\"");

    @Test
    void listIsThatOfTheBindings() throws Exception {
        assertThat(list("COMPILER")).containsExactlyInAnyOrderElementsOf(calledBy("BccModule"));
    }

    private static Set<String> calledBy(String binding) throws IOException {
        var source = Files.readString(Path.of("src/main/java/dev/pitot/bpf", binding + ".java"));
        var called = new TreeSet<String>();
        FUNCTION.matcher(source).results().forEach(match -> called.add(match.group(1)));
        assertThat(called).isNotEmpty();
        return called;
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(String name) throws ReflectiveOperationException {
        Field field = LibraryFile.class.getDeclaredField(name);
        field.setAccessible(true);
        return (List<String>) field.get(null);
    }
}
