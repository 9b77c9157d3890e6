package dev.pitot.attach;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** By which tracepoints block requests are followed, the best way first. */
public enum BlockTracepoints {
    /** Linux 6.5: one begin and one end for each request. */
    IO_START(
            "block_io_done",
            List.of("block_io_start"),
            List.of("block_rq_issue", "block_io_done", "block_rq_merge", "writeback_dirty_inode_start")),

    /**
     * Before: a request begins where it is queued, or, where it is not, when the driver gets it, and ends with its last completion.
     * The end is always attached, since it also forgets the request.
     */
    RQ_INSERT(
            "block_rq_complete",
            List.of("block_rq_insert", "block_rq_issue__old", "block_rq_complete", "block_rq_merge"),
            List.of("writeback_dirty_inode_start"));

    private final String end;
    private final List<String> requests;
    private final List<String> rest;

    BlockTracepoints(String end, List<String> requests, List<String> rest) {
        this.end = end;
        this.requests = requests;
        this.rest = rest;
    }

    /** The program that sees a request end. */
    String end() {
        return end;
    }

    /** The programs that every bill needs. Two underscores end a tracepoint's name where one has several programs. */
    public List<String> requests() {
        return requests;
    }

    /** Those that only {@code pitot.BlockIo} needs. */
    public List<String> rest() {
        return rest;
    }

    /** @param has whether this kernel has the tracepoint of a program */
    public static Optional<BlockTracepoints> choose(Predicate<String> has, boolean old) {
        for (var way : values()) {
            var there = way.requests.stream().allMatch(has) && way.rest.stream().allMatch(has);
            if (there && !(old && way == IO_START)) {
                return Optional.of(way);
            }
        }
        return Optional.empty();
    }
}
