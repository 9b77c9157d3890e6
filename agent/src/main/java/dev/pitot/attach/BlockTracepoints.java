package dev.pitot.attach;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The sets of tracepoints that trace block requests, the best first. */
public enum BlockTracepoints {
    /** Linux 6.5 and later: one begin and one end for each request. */
    IO_START(
            "block_io_done",
            List.of("block_io_start"),
            List.of("block_rq_issue", "block_io_done", "block_rq_merge", "writeback_mark_inode_dirty")),

    /**
     * Older kernels. A request begins when it is queued or, if it is never queued, when the driver receives it. It ends
     * with its last completion. The end is always attached, because it also removes the request from the map.
     */
    RQ_INSERT(
            "block_rq_complete",
            List.of("block_rq_insert", "block_rq_issue__old", "block_rq_complete", "block_rq_merge"),
            List.of("writeback_mark_inode_dirty"));

    private final String end;
    private final List<String> requests;
    private final List<String> rest;

    BlockTracepoints(String end, List<String> requests, List<String> rest) {
        this.end = end;
        this.requests = requests;
        this.rest = rest;
    }

    /** Returns the program that sees a request end. */
    String end() {
        return end;
    }

    /**
     * Returns the programs that every bill needs. A suffix after two underscores tells programs on the same tracepoint
     * apart.
     */
    public List<String> requests() {
        return requests;
    }

    /** Returns the programs that only {@code pitot.BlockIo} needs. */
    public List<String> rest() {
        return rest;
    }

    /**
     * Returns the best set that this kernel supports; empty if it supports none.
     *
     * @param has tells whether this kernel has the tracepoint of a program
     * @param old whether to skip {@link #IO_START}
     */
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
