package dev.pitot.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.attach.SharedNumbers;
import dev.pitot.plan.EventKind;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Java's idea of the records against that of the BPF headers: offsets by what the compiler child asserts, numbers by their text. */
class LayoutTest {
    /** A constant's prefix and the struct it is an offset in; the first that fits. */
    private static final String[][] STRUCTS = {
        {"HEADER_", "header"},
        {"CPU_", "cpu_record"},
        {"NAME_", "name_record"},
        {"WAIT_", "wait_record"},
        {"FAULT_", "fault_record"},
        {"BLOCK_", "block_record"},
        {"TEXT_SIZE", "phase_record"},
        {"TEXT_END", "text_record"},
        {"TEXT_", "method_record"},
        {"METHOD_", "method_record"},
        {"TYPE", "header"},
        {"SIZE", "header"},
        {"TID", "header"},
        {"START", "header"},
        {"END", "header"},
        {"CONFIG_", "config"},
        {"SITE_", "site"},
        {"", "phase_record"}
    };

    private static String header;

    @BeforeAll
    static void read() throws IOException {
        var text = new StringBuilder();
        try (var headers = Files.newDirectoryStream(Path.of("src/main/bpf"), "*.h")) {
            for (var file : headers) {
                text.append(Files.readString(file));
            }
        }
        header = text.toString();
    }

    private static Map<String, Long> constants(Class<?> type) throws IllegalAccessException {
        var constants = new HashMap<String, Long>();
        for (var field : Layout.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == type) {
                field.setAccessible(true);
                constants.put(field.getName(), ((Number) field.get(null)).longValue());
            }
        }
        assertThat(constants).isNotEmpty();
        return constants;
    }

    @Test
    void everyOffsetIsAsserted() throws Exception {
        var offsets = constants(long.class);
        var ints = constants(int.class);
        offsets.keySet().removeIf(name -> name.endsWith("_PLACE"));
        for (var name : List.of("CONFIG_WALK", "CONFIG_THRESHOLDS", "SITE_TEXTS", "SITE_VALUES", "CPU_END")) {
            offsets.put(name, ints.get(name));
        }
        assertThat(offsets).hasSizeGreaterThan(60);
        offsets.forEach((name, value) -> {
            var struct = struct(name);
            var isSize = name.endsWith("_END");
            // CPU_ENDED is a field.
            var pattern = isSize ? "sizeof\\(struct %s\\) == %d," : "offsetof\\(struct %s, [^)]+\\) == %d,";
            assertThat(Layout.assertions()).as(name).containsPattern(pattern.formatted(struct, value));
        });
    }

    private static String struct(String constant) {
        for (var row : STRUCTS) {
            if (constant.startsWith(row[0])) {
                return row[1];
            }
        }
        throw new AssertionError(constant);
    }

    @Test
    void everyAssertionIsOneLineOfC() {
        assertThat(Layout.assertions().lines())
                .hasSizeGreaterThan(60)
                .doesNotHaveDuplicates()
                .allMatch(
                        line -> line.matches(
                                "_Static_assert\\((\\w+|(offsetof|sizeof)\\(struct \\w+(, [\\w.\\[\\]]+)?\\)) == \\d+, \"[\\w.\\[\\] ]+\"\\);"));
    }

    @Test
    void roomsAndNumbersAreThoseOfTheHeader() throws Exception {
        var numbers = constants(int.class);
        assertThat(define("TEXT_0")).isEqualTo(Layout.TEXT_0_ROOM);
        assertThat(define("TEXT_1")).isEqualTo(Layout.TEXT_1_ROOM);
        assertThat(define("TEXT_2")).isEqualTo(Layout.TEXT_2_ROOM);
        assertThat(define("TEXT_3")).isEqualTo(Layout.TEXT_3_ROOM);
        assertThat(define("COMM")).isEqualTo(Layout.COMM_ROOM);
        assertThat(define("DISK")).isEqualTo(Layout.DISK_ROOM);
        assertThat(define("NAME")).isEqualTo(Layout.NAME_ROOM);
        assertThat(define("PARENTS")).isEqualTo(Layout.PARENTS);
        assertThat(define("PARENT")).isEqualTo(Layout.PARENT_ROOM);
        for (var name : List.of(
                "THREAD_START",
                "THREAD_NAME",
                "NAME_NEW",
                "NAME_FOUND",
                "NAME_CHANGED",
                "NAME_ENDED",
                "RECORD_TYPES",
                "FLAG_ASYNC",
                "FLAG_SYNC",
                "FLAG_META",
                "FLAG_READAHEAD",
                "FLAG_FUA",
                "FLAG_PREFLUSH",
                "FLAG_CUT",
                "FLAG_METADATA_FILE",
                "FLAG_SWAP",
                "WALK_ADOPT",
                "WALK_REPORT")) {
            assertThat(numbers.get(name))
                    .as(name)
                    .isEqualTo(enumerators().get(name).longValue());
        }
    }

    @Test
    void kindsOfEventsAreTheHeadersPhasesAndRecords() {
        var phases = List.of(
                "NO_PHASE",
                "CLASS_LOAD",
                "CLASS_INIT",
                "COMPILATION",
                "GARBAGE_COLLECTION",
                "VM_OPERATION",
                "SAFEPOINT",
                "PARK",
                "SLEEP",
                "MONITOR_ENTER");
        for (var kind : EventKind.values()) {
            var name = kind.isPhase() ? phases.get(kind.number()) : kind.name();
            assertThat(enumerators()).as(kind.name()).containsEntry(name, kind.number());
            assertThat(kind.number()).isLessThan(Layout.RECORD_TYPES);
        }
        assertThat(enumerators()).containsEntry("PHASES", phases.size());
    }

    @Test
    void rolesAndCountsAreInTheHeadersOrder() {
        for (var role : SharedNumbers.roles().entrySet()) {
            assertThat(enumerators()).containsEntry("ROLE_" + role.getKey(), role.getValue());
        }
        for (var count : SharedNumbers.counts().entrySet()) {
            assertThat(enumerators()).containsEntry("COUNT_" + count.getKey(), count.getValue());
        }
        assertThat(enumerators()).containsEntry("COUNTS", SharedNumbers.counts().size());
    }

    @Test
    void operationsAreInTheHeadersOrder() {
        var operations = BlockRecords.OPERATIONS;
        for (var operation : operations) {
            var name = "OP_" + operation.replace('-', '_').toUpperCase(Locale.ROOT);
            assertThat(enumerators()).containsEntry(name, operations.indexOf(operation));
        }
        assertThat(enumerators()).containsEntry("OP_OTHER", operations.size());
    }

    private static long define(String name) {
        var match = Pattern.compile("(?m)^#define " + name + " +(\\d+)\\b").matcher(header);
        assertThat(match.find()).as(name).isTrue();
        return Long.parseLong(match.group(1));
    }

    private static Map<String, Integer> enumerators() {
        var found = new HashMap<String, Integer>();
        Pattern.compile("\\benum \\{([^}]*)\\}")
                .matcher(header.replaceAll("//.*", ""))
                .results()
                .forEach(match -> {
                    var next = 0;
                    for (var enumerator : new ArrayList<>(List.of(match.group(1).split(",")))) {
                        var parts = enumerator.strip().split("\\s*=\\s*");
                        if (!parts[0].isEmpty()) {
                            next = parts.length > 1 ? Integer.parseInt(parts[1]) : next;
                            found.put(parts[0], next++);
                        }
                    }
                });
        return found;
    }
}
