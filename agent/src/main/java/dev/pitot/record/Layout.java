package dev.pitot.record;

import dev.pitot.plan.EventKind;
import dev.pitot.plan.RecordForm;
import java.util.List;
import java.util.stream.Stream;

/**
 * Offsets and sizes of the kernel's records, in bytes: the twin of the structs in {@code records.h}.
 *
 * <p>Numbers are in the machine's byte order; times are CLOCK_MONOTONIC in nanoseconds. The compiler child checks every
 * row against the C compiler's layout ({@link #assertions()}), so the two cannot drift apart.
 */
public final class Layout {
    private Layout() {}

    // struct span_name
    public static final int SPAN_NAME_ID = 0;
    public static final int SPAN_NAME_METHOD = 8;
    public static final int SPAN_NAME_SIZE = 16;

    // struct header, at the start of every record
    static final long TYPE = 0;
    static final long SIZE = 2;
    static final long TID = 4;
    static final long START = 8;
    static final long END = 16;
    static final long HEADER_END = 24;

    // struct snapshot, the bill, in phase_record and cpu_record
    static final long ON_CPU = 24;
    static final long RUN_QUEUE = 32;
    static final long IO_WAIT = 40;
    static final long BLOCKED = 48;
    static final long READS = 56;
    static final long READ_BYTES = 64;
    static final long WRITES = 72;
    static final long WRITE_BYTES = 80;
    static final long FLUSHES = 88;
    static final long DISCARDS = 96;
    static final long DISCARD_BYTES = 104;
    static final long OTHERS = 112;
    static final long MAJOR_FAULTS = 120;
    static final long MINOR_FAULTS = 128;
    static final long VOLUNTARY = 136;
    static final long INVOLUNTARY = 144;
    static final long MIGRATIONS = 152;

    // struct phase_record and what extends it
    static final long GC_ON_CPU = 160;
    static final long GC_RUN_QUEUE = 168;
    static final long GC_IO_WAIT = 176;
    static final long GC_BLOCKED = 184;
    static final long GC_THREADS = 192;
    static final long GC_WORST = 200;
    static final long VALUE_0 = 208;
    static final long VALUE_1 = 216;
    static final long TEXT_SIZE = 224;
    static final long PHASE_END = 248;
    static final long TEXT_0 = 248;
    static final long TEXT_1 = 504;
    static final long TEXT_2 = 632;
    static final long TEXT_3 = 888;
    static final int TEXT_0_ROOM = 256;
    static final int TEXT_1_ROOM = 128;
    static final int TEXT_2_ROOM = 256;
    static final int TEXT_3_ROOM = 16;
    static final long TEXT_END = 504;
    static final long METHOD_END = 904;

    // struct cpu_record
    static final long CPU_KIND = 160;
    static final long CPU_COMM = 164;
    static final long CPU_ENDED = 180;
    static final int CPU_END = 184;

    // struct name_record
    static final long NAME_WHAT = 24;
    static final long NAME_COMM = 32;
    static final long NAME_END = 48;

    // NAME_*
    static final int NAME_NEW = 0;
    static final int NAME_FOUND = 1;
    static final int NAME_CHANGED = 2;
    static final int NAME_ENDED = 3;

    // struct wait_record
    static final long WAIT_QUEUED = 24;
    static final long WAIT_PHASE = 32;
    static final long WAIT_IO = 36;
    static final long WAIT_OTHER_TID = 40;
    static final long WAIT_OTHER = 48;
    static final long WAIT_OTHER_TIME = 64;
    static final long WAIT_SPAN = 72;
    static final long WAIT_END = 88;

    // struct fault_record
    static final long FAULT_ADDRESS = 24;
    static final long FAULT_PHASE = 32;
    static final long FAULT_SPAN = 40;
    static final long FAULT_END = 56;

    // struct block_record
    static final long BLOCK_ISSUE = 24;
    static final long BLOCK_SECTOR = 32;
    static final long BLOCK_INODE = 40;
    static final long BLOCK_BYTES = 48;
    static final long BLOCK_OPERATION = 52;
    static final long BLOCK_FLAGS = 56;
    static final long BLOCK_PHASE = 60;
    static final long BLOCK_COMPONENTS = 64;
    static final long BLOCK_DEVICE = 72;
    static final long BLOCK_GENERATION = 76;
    static final long BLOCK_CUT = 80;
    static final long BLOCK_SPAN = 88;
    static final long BLOCK_DISK = 104;
    static final long BLOCK_NAME = 136;
    static final long BLOCK_PARENTS = 392;
    static final long BLOCK_END = 728;

    static final int COMM_ROOM = 16;
    public static final int DISK_ROOM = 32;
    static final int NAME_ROOM = 256;
    static final int PARENTS = 7;
    static final int PARENT_ROOM = 48;

    // Record types that belong to no event; EventKind has the others.
    static final int THREAD_START = 37;
    static final int THREAD_NAME = 42;

    // FLAG_* of a block_record
    static final int FLAG_ASYNC = 1;
    static final int FLAG_SYNC = 2;
    static final int FLAG_META = 4;
    static final int FLAG_READAHEAD = 8;
    static final int FLAG_FUA = 16;
    static final int FLAG_PREFLUSH = 32;
    static final int FLAG_CUT = 64;
    static final int FLAG_METADATA_FILE = 128;
    static final int FLAG_SWAP = 256;

    // struct config
    public static final int RECORD_TYPES = 48;
    public static final int CONFIG_WALK = 0;
    public static final int CONFIG_THRESHOLDS = 8;
    public static final int CONFIG_MOST = CONFIG_THRESHOLDS + 8 * RECORD_TYPES;
    public static final int CONFIG_WINDOWS = CONFIG_MOST + 8 * RECORD_TYPES;
    public static final int CONFIG_TIMED = CONFIG_WINDOWS + 8 * RECORD_TYPES;
    public static final int CONFIG_HISTOGRAMS = CONFIG_TIMED + 8;
    public static final int CONFIG_KEYED = CONFIG_HISTOGRAMS + 8;
    public static final int CONFIG_ALARM = CONFIG_KEYED + 8;
    public static final int CONFIG_TAGS = CONFIG_ALARM + 8;
    public static final int CONFIG_SIZE = CONFIG_TAGS + 4 * 16;

    public static final int WALK_ADOPT = 0;
    public static final int WALK_REPORT = 1;

    /** The 64-bit constant in the instructions that stands for the process's id in the initial PID namespace. */
    public static final long TGID_PLACE = 0x7069746f74677064L;

    /** The 64-bit constant in the instructions that stands for 1 if the programs time their own runs, else 0. */
    public static final long TIMING_PLACE = 0x7069746f74696d65L;

    /** The helper numbers that stand for {@code bpf_preempt_disable} and {@code bpf_preempt_enable}. */
    public static final int PREEMPT_DISABLE_PLACE = 0x70747064;

    public static final int PREEMPT_ENABLE_PLACE = 0x70747065;

    /**
     * The size of the map {@code counters}: {@code COUNT_*} for each record type, then the bytes that the reader has
     * taken.
     */
    public static final int COUNTS = 9;

    public static final int CONSUMED = COUNTS * RECORD_TYPES + 8;
    public static final int COUNTERS = CONSUMED + 8;

    // struct histogram, and struct io_key of the histograms of block requests
    public static final int SLOTS = 64;
    public static final int SLOT_SIZE = 16;
    public static final int SLOT_COUNT = 0;
    public static final int SLOT_TOTAL = 8;
    public static final int IO_KEY_OPERATION = DISK_ROOM;
    public static final int IO_KEY_ASYNC = DISK_ROOM + 1;
    public static final int IO_KEY_QUEUED = DISK_ROOM + 2;
    public static final int IO_KEY_UNIT = DISK_ROOM + 3;
    public static final int IO_KEY_SIZE = DISK_ROOM + 8;

    // struct histogram_key of the histograms of one span, phase or thread each
    public static final int MAX_KEYED = 1024;
    public static final int KEY_WHAT = 0;
    public static final int KEY_BY = 8;
    public static final int KEY_HISTOGRAM = 9;
    public static final int KEY_UNIT = 10;
    public static final int KEY_QUEUED = 11;
    public static final int KEY_SIZE = 16;
    /** {@code NOT_KNOWN} and {@code REST} of state.h, which are no key of anything. */
    static final int KEY_NOT_KNOWN = -2;

    public static final int KEY_REST = -1;
    /** {@code KIND_*}: Java, GC, compiler, VM, Pitot. */
    public static final int KINDS = 5;

    private static final int UNITS = 2;
    private static final int MEASURES = 3;
    private static final int THREAD_SLOTS = 2048;

    public static final int THREAD_HISTOGRAMS_SIZE = THREAD_SLOTS * SLOT_SIZE;

    /** Returns the index in {@code struct thread_histograms} of a {@code KIND_*}, a unit and a {@code HISTOGRAM_*}. */
    public static int threadHistogram(int kind, int unit, int histogram) {
        return (kind * UNITS + unit) * MEASURES + histogram - 1;
    }

    // struct run
    public static final int RUN_SIZE = 16;
    public static final int RUN_COUNT = 0;
    public static final int RUN_NANOS = 8;

    /** {@code RUN_*}: the programs that can time themselves, by their tracepoint or purpose. */
    public static final List<String> RUNS = List.of(
            "hotspot",
            "sched_switch",
            "sched_wakeup",
            "sched_waking",
            "page_fault_user",
            "page_fault_kernel",
            "block_io_start",
            "block_rq_issue",
            "block_io_done",
            "block_bio_queue",
            "block_bio_complete");

    // struct span_slot and struct span_word
    public static final int MAX_SPAN_THREADS = 512;
    /** A power of two. */
    public static final int STALE_READINGS = 4;

    public static final int SPAN_SLOT_SIZE = 192;
    public static final int SPAN_SEQ = 0;
    public static final int SPAN_TID = 4;
    public static final int SPAN_REFS = 8;
    /** The first of {@link #SPAN_VALUES} totals of 8 bytes, in the order of {@code struct span_slot}. */
    public static final int SPAN_TOTALS = 16;

    public static final int SPAN_VALUES = 14;
    public static final int SPAN_STALE = SPAN_TOTALS + 8 * (SPAN_VALUES + 1);
    public static final int SPAN_STALE_SINCE = SPAN_STALE + 8;
    public static final int SPAN_LOST = SPAN_STALE_SINCE + 8 * STALE_READINGS;
    public static final int SPAN_WORD_SIZE = 64;
    public static final int SPAN_TOLD_UNTIL = 0;
    /** In the low bits it has which of the ids counts, from 1 on; above them the method, then the settings. */
    public static final int SPAN_CURRENT = 8;

    public static final int SPAN_METHOD_BIT = 16;
    public static final int SPAN_SETTINGS_BIT = 48;
    public static final int SPAN_IDS = 16;
    public static final int SPAN_WORDS_SETTINGS = MAX_SPAN_THREADS * SPAN_WORD_SIZE;

    // struct site and struct argument
    public static final int SITE_TEXTS = 8;
    public static final int ARGUMENT_SIZE = 16;
    public static final int SITE_VALUES = SITE_TEXTS + 8 * ARGUMENT_SIZE;
    public static final int SITE_SIZE = SITE_VALUES + 2 * ARGUMENT_SIZE;
    public static final int MAX_SITES = 256;

    /** Returns the size of a record of a type; the minimum for an unknown type. */
    public static long size(int type) {
        var kind = EventKind.of(type);
        if (kind != null) {
            return size(kind.form());
        }
        return switch (type) {
            case THREAD_START -> TEXT_END;
            case THREAD_NAME -> NAME_END;
            default -> HEADER_END; // a record of a newer program
        };
    }

    private static long size(RecordForm form) {
        return switch (form) {
            case PHASE -> PHASE_END;
            case TEXT -> TEXT_END;
            case METHOD -> METHOD_END;
            case BLOCK -> BLOCK_END;
            case WAIT -> WAIT_END;
            case FAULT -> FAULT_END;
            case HISTOGRAM, OWN -> HEADER_END;
            case CPU -> CPU_END;
        };
    }

    private record Row(String struct, String field, long offset) {}

    private static final List<Row> ROWS = List.of(
            new Row("header", "type", TYPE),
            new Row("header", "size", SIZE),
            new Row("header", "tid", TID),
            new Row("header", "start", START),
            new Row("header", "end", END),
            new Row("phase_record", "bill.time[0]", ON_CPU),
            new Row("phase_record", "bill.time[1]", RUN_QUEUE),
            new Row("phase_record", "bill.time[2]", IO_WAIT),
            new Row("phase_record", "bill.time[3]", BLOCKED),
            new Row("phase_record", "bill.disk.reads", READS),
            new Row("phase_record", "bill.disk.read_bytes", READ_BYTES),
            new Row("phase_record", "bill.disk.writes", WRITES),
            new Row("phase_record", "bill.disk.write_bytes", WRITE_BYTES),
            new Row("phase_record", "bill.disk.flushes", FLUSHES),
            new Row("phase_record", "bill.disk.discards", DISCARDS),
            new Row("phase_record", "bill.disk.discard_bytes", DISCARD_BYTES),
            new Row("phase_record", "bill.disk.others", OTHERS),
            new Row("phase_record", "bill.major_faults", MAJOR_FAULTS),
            new Row("phase_record", "bill.minor_faults", MINOR_FAULTS),
            new Row("phase_record", "bill.voluntary", VOLUNTARY),
            new Row("phase_record", "bill.involuntary", INVOLUNTARY),
            new Row("phase_record", "bill.migrations", MIGRATIONS),
            new Row("phase_record", "gc.time[0]", GC_ON_CPU),
            new Row("phase_record", "gc.time[1]", GC_RUN_QUEUE),
            new Row("phase_record", "gc.time[2]", GC_IO_WAIT),
            new Row("phase_record", "gc.time[3]", GC_BLOCKED),
            new Row("phase_record", "gc.threads", GC_THREADS),
            new Row("phase_record", "gc.worst_run_queue", GC_WORST),
            new Row("phase_record", "value[0]", VALUE_0),
            new Row("phase_record", "value[1]", VALUE_1),
            new Row("phase_record", "text_size[0]", TEXT_SIZE),
            new Row("method_record", "text_0", TEXT_0),
            new Row("method_record", "text_1", TEXT_1),
            new Row("method_record", "text_2", TEXT_2),
            new Row("method_record", "text_3", TEXT_3),
            new Row("cpu_record", "bill.time[0]", ON_CPU),
            new Row("cpu_record", "kind", CPU_KIND),
            new Row("cpu_record", "comm", CPU_COMM),
            new Row("cpu_record", "ended", CPU_ENDED),
            new Row("name_record", "what", NAME_WHAT),
            new Row("name_record", "comm", NAME_COMM),
            new Row("wait_record", "run_queue", WAIT_QUEUED),
            new Row("wait_record", "phase", WAIT_PHASE),
            new Row("wait_record", "io_wait", WAIT_IO),
            new Row("wait_record", "other_tid", WAIT_OTHER_TID),
            new Row("wait_record", "other", WAIT_OTHER),
            new Row("wait_record", "other_time", WAIT_OTHER_TIME),
            new Row("wait_record", "span", WAIT_SPAN),
            new Row("fault_record", "address", FAULT_ADDRESS),
            new Row("fault_record", "phase", FAULT_PHASE),
            new Row("fault_record", "span", FAULT_SPAN),
            new Row("block_record", "issue", BLOCK_ISSUE),
            new Row("block_record", "sector", BLOCK_SECTOR),
            new Row("block_record", "inode", BLOCK_INODE),
            new Row("block_record", "bytes", BLOCK_BYTES),
            new Row("block_record", "operation", BLOCK_OPERATION),
            new Row("block_record", "flags", BLOCK_FLAGS),
            new Row("block_record", "phase", BLOCK_PHASE),
            new Row("block_record", "components", BLOCK_COMPONENTS),
            new Row("block_record", "device", BLOCK_DEVICE),
            new Row("block_record", "generation", BLOCK_GENERATION),
            new Row("block_record", "cut", BLOCK_CUT),
            new Row("block_record", "span", BLOCK_SPAN),
            new Row("block_record", "disk", BLOCK_DISK),
            new Row("block_record", "name", BLOCK_NAME),
            new Row("block_record", "parent[0]", BLOCK_PARENTS),
            new Row("config", "walk", CONFIG_WALK),
            new Row("config", "threshold[0]", CONFIG_THRESHOLDS),
            new Row("config", "most[0]", CONFIG_MOST),
            new Row("config", "window[0]", CONFIG_WINDOWS),
            new Row("config", "timed", CONFIG_TIMED),
            new Row("config", "histograms", CONFIG_HISTOGRAMS),
            new Row("config", "keyed", CONFIG_KEYED),
            new Row("config", "alarm", CONFIG_ALARM),
            new Row("config", "tag[0]", CONFIG_TAGS),
            new Row("slot", "count", SLOT_COUNT),
            new Row("slot", "total", SLOT_TOTAL),
            new Row("io_key", "operation", IO_KEY_OPERATION),
            new Row("io_key", "async", IO_KEY_ASYNC),
            new Row("io_key", "queued", IO_KEY_QUEUED),
            new Row("io_key", "unit", IO_KEY_UNIT),
            new Row("histogram_key", "what", KEY_WHAT),
            new Row("histogram_key", "by", KEY_BY),
            new Row("histogram_key", "histogram", KEY_HISTOGRAM),
            new Row("histogram_key", "unit", KEY_UNIT),
            new Row("histogram_key", "queued", KEY_QUEUED),
            new Row("site", "text[0][0]", SITE_TEXTS),
            new Row("site", "value[0]", SITE_VALUES),
            new Row("run", "count", RUN_COUNT),
            new Row("run", "nanos", RUN_NANOS),
            new Row("span_slot", "seq", SPAN_SEQ),
            new Row("span_slot", "tid", SPAN_TID),
            new Row("span_slot", "refs", SPAN_REFS),
            new Row("span_slot", "run_queue", SPAN_TOTALS),
            new Row("span_slot", "io_wait", SPAN_TOTALS + 8L),
            new Row("span_slot", "blocked", SPAN_TOTALS + 16L),
            new Row("span_slot", "disk.reads", SPAN_TOTALS + 24L),
            new Row("span_slot", "voluntary", SPAN_TOTALS + 88L),
            new Row("span_slot", "migrations", SPAN_TOTALS + 8L * (SPAN_VALUES - 1)),
            new Row("span_slot", "stale", SPAN_STALE),
            new Row("span_slot", "stale_since[0]", SPAN_STALE_SINCE),
            new Row("span_slot", "lost", SPAN_LOST),
            new Row("span_word", "told_until", SPAN_TOLD_UNTIL),
            new Row("span_word", "current", SPAN_CURRENT),
            new Row("span_word", "id[0]", SPAN_IDS),
            new Row("span_words", "settings", SPAN_WORDS_SETTINGS),
            new Row("span_name", "id", SPAN_NAME_ID),
            new Row("span_name", "method", SPAN_NAME_METHOD),
            new Row("argument", "reg", 4),
            new Row("argument", "value", 8));

    private record Size(String struct, long bytes) {}

    private static final List<Size> SIZES = List.of(
            new Size("header", HEADER_END),
            new Size("phase_record", PHASE_END),
            new Size("text_record", TEXT_END),
            new Size("method_record", METHOD_END),
            new Size("cpu_record", CPU_END),
            new Size("name_record", NAME_END),
            new Size("wait_record", WAIT_END),
            new Size("fault_record", FAULT_END),
            new Size("block_record", BLOCK_END),
            new Size("config", CONFIG_SIZE),
            new Size("run", RUN_SIZE),
            new Size("slot", SLOT_SIZE),
            new Size("histogram", SLOTS * SLOT_SIZE),
            new Size("thread_histograms", THREAD_HISTOGRAMS_SIZE),
            new Size("io_key", IO_KEY_SIZE),
            new Size("histogram_key", KEY_SIZE),
            new Size("span_slot", SPAN_SLOT_SIZE),
            new Size("span_slots", MAX_SPAN_THREADS * SPAN_SLOT_SIZE),
            new Size("span_word", SPAN_WORD_SIZE),
            new Size("span_name", SPAN_NAME_SIZE),
            new Size("argument", ARGUMENT_SIZE),
            new Size("site", SITE_SIZE),
            new Size("sites", MAX_SITES * SITE_SIZE));

    private record Number(String name, long value) {}

    private static final List<Number> NUMBERS = List.of(
            new Number("TGID_PLACE", TGID_PLACE),
            new Number("TIMING_PLACE", TIMING_PLACE),
            new Number("PREEMPT_DISABLE_PLACE", PREEMPT_DISABLE_PLACE),
            new Number("PREEMPT_ENABLE_PLACE", PREEMPT_ENABLE_PLACE),
            new Number("MAX_KEYED", MAX_KEYED),
            new Number("CONSUMED", CONSUMED),
            new Number("COUNTERS", COUNTERS));

    private static Stream<Number> recordTypes() {
        var ofEvents = Stream.of(EventKind.values())
                .filter(kind -> !kind.isPhase() && !kind.isHistogram())
                .map(kind -> new Number(kind.name(), kind.number()));
        return Stream.concat(
                ofEvents, Stream.of(new Number("THREAD_START", THREAD_START), new Number("THREAD_NAME", THREAD_NAME)));
    }

    /**
     * Returns C that compiles only if the structs of {@code records.h} have this layout. The text never changes, since it
     * is part of a bundle's key.
     */
    public static String assertions() {
        var text = new StringBuilder();
        ROWS.forEach(row -> text.append("_Static_assert(offsetof(struct " + row.struct + ", " + row.field + ") == "
                + row.offset + ", \"" + row.struct + "." + row.field + "\");\n"));
        SIZES.forEach(size -> text.append("_Static_assert(sizeof(struct " + size.struct + ") == " + size.bytes
                + ", \"size of " + size.struct + "\");\n"));
        Stream.concat(NUMBERS.stream(), recordTypes())
                .forEach(number -> text.append(
                        "_Static_assert(" + number.name + " == " + number.value + ", \"" + number.name + "\");\n"));
        return text.toString();
    }
}
