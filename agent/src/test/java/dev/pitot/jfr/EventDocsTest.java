package dev.pitot.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/events.md} says what the event classes say. */
class EventDocsTest {
    private static final Path PAGE = Path.of("..", "docs", "events.md");

    @Test
    void thePageIsUpToDate() throws Exception {
        if (Boolean.getBoolean("pitot.writeDocs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, EventDocs.markdown());
        }
        assertThat(Files.readString(PAGE))
                .as("docs/events.md is written anew by -Dtest=EventDocsTest -Dpitot.writeDocs=true")
                .isEqualTo(EventDocs.markdown());
    }
}
