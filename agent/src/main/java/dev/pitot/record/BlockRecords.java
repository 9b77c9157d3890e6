package dev.pitot.record;

import dev.pitot.jfr.BlockIo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns block I/O records into events, without committing them. */
final class BlockRecords {
    /** {@code OP_*} of records.h. */
    static final List<String> OPERATIONS = List.of(
            "read",
            "write",
            "flush",
            "discard",
            "secure-erase",
            "write-zeroes",
            "zone-append",
            "zone-open",
            "zone-close",
            "zone-finish",
            "zone-reset",
            "zone-reset-all");

    private static final int[] FLAG_BITS = {
        Layout.FLAG_SYNC, Layout.FLAG_META, Layout.FLAG_READAHEAD, Layout.FLAG_FUA, Layout.FLAG_PREFLUSH
    };
    private static final String[] FLAG_NAMES = {"sync", "meta", "readahead", "fua", "preflush"};
    private static final String[] FLAG_TEXTS = new String[1 << FLAG_NAMES.length];

    private final RecordFields in;
    private final RecordedPlace place;
    private final EventTimes<BlockIo> times;

    BlockRecords(RecordFields in, RecordedPlace place, Clock clock) {
        this.in = in;
        this.place = place;
        times = new EventTimes<>(BlockIo.class, clock);
    }

    BlockIo event(ThreadNames.Entry thread) {
        var event = new BlockIo();
        var flags = in.i32(Layout.BLOCK_FLAGS);
        var start = in.i64(Layout.START);
        var end = in.i64(Layout.END);
        var issue = in.i64(Layout.BLOCK_ISSUE);
        Records.identify(event, thread);
        event.async = (flags & Layout.FLAG_ASYNC) != 0;
        event.osThreadName = event.async ? null : thread.name();
        event.device = in.terminated(Layout.BLOCK_DISK, Layout.DISK_ROOM);
        event.operation = operation(in.i32(Layout.BLOCK_OPERATION));
        event.flags = flags(flags);
        event.sector = in.i64(Layout.BLOCK_SECTOR);
        event.bytes = Integer.toUnsignedLong(in.i32(Layout.BLOCK_BYTES));
        event.queueTime = issue - start;
        event.serviceTime = end - issue;
        event.inode = in.i64(Layout.BLOCK_INODE);
        event.generation = Integer.toUnsignedLong(in.i32(Layout.BLOCK_GENERATION));
        event.fileSystem = fileSystem();
        event.file = file(flags);
        place.set(event, Layout.BLOCK_PHASE, Layout.BLOCK_SPAN);
        times.setKernel(event, start, end);
        return event;
    }

    static String operation(int number) {
        return number >= 0 && number < OPERATIONS.size() ? OPERATIONS.get(number) : "other";
    }

    private static String flags(int flags) {
        var index = 0;
        for (var i = 0; i < FLAG_BITS.length; i++) {
            index |= (flags & FLAG_BITS[i]) != 0 ? 1 << i : 0;
        }
        var text = FLAG_TEXTS[index];
        if (text == null) {
            text = flagText(index);
            FLAG_TEXTS[index] = text;
        }
        return text;
    }

    private static String flagText(int index) {
        var text = new StringBuilder();
        for (var i = 0; i < FLAG_NAMES.length; i++) {
            if ((index & 1 << i) != 0) {
                text.append(text.isEmpty() ? "" : " ").append(FLAG_NAMES[i]);
            }
        }
        return text.toString();
    }

    private @Nullable String file(int flags) {
        if ((flags & Layout.FLAG_SWAP) != 0) {
            return "(swap)";
        }
        if ((flags & Layout.FLAG_METADATA_FILE) != 0) {
            return "(metadata)";
        }
        var components = Math.clamp(in.i32(Layout.BLOCK_COMPONENTS), 0, 1 + Layout.PARENTS);
        return components == 0 ? null : path(components - 1, (flags & Layout.FLAG_CUT) != 0);
    }

    /** Joins the names of the path. The kernel gives the nearest parent first; a … stands for missing parts. */
    private String path(int parents, boolean cut) {
        var path = new StringBuilder(cut ? "…" : "");
        var longer = in.i32(Layout.BLOCK_CUT);
        for (var i = parents - 1; i >= 0; i--) {
            path.append('/')
                    .append(in.terminated(Layout.BLOCK_PARENTS + (long) i * Layout.PARENT_ROOM, Layout.PARENT_ROOM))
                    .append((longer & 1 << i) != 0 ? "…" : "");
        }
        return path.append('/')
                .append(in.terminated(Layout.BLOCK_NAME, Layout.NAME_ROOM))
                .toString();
    }

    /** Returns the device number as in the third column of {@code /proc/PID/mountinfo}. */
    private @Nullable String fileSystem() {
        var device = in.i32(Layout.BLOCK_DEVICE);
        return device == 0 ? null : (device >>> 20) + ":" + (device & 0xfffff);
    }
}
