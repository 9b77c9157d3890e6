package dev.pitot.cli.tplist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracefsTracepointsTest {

    @Test
    void everyDirectoryOfACategoryIsATracepoint(@TempDir Path events) throws IOException {
        var format =
                Files.createDirectories(events.resolve("sched/sched_switch")).resolve("format");
        Files.createDirectories(events.resolve("block/block_rq_issue"));
        Files.createFile(events.resolve("sched/enable"));
        Files.writeString(format, """
                name: sched_switch
                format:
                \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;

                \tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;
                \tfield:pid_t  prev_pid;\toffset:24;\tsize:4;\tsigned:1;
                """);
        var tracepoints = new TracefsTracepoints(events);
        assertThat(tracepoints.names()).containsExactly("block:block_rq_issue", "sched:sched_switch");
        assertThat(tracepoints.fields("sched:sched_switch")).containsExactly("char prev_comm[16]", "pid_t prev_pid");
        assertThat(tracepoints.fields("block:block_rq_issue")).isEmpty();
    }
}
