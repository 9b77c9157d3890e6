package dev.pitot.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Relational;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The style of events, after the JDK's own TestEventMetadata: what a user of the recording sees is whole and consistent. */
class EventMetadataTest {
    private static final Set<String> CATEGORIES = Set.of("HotSpot", "Block I/O", "CPU", "Spans", "Agent");

    /** Words that stay small inside a label. */
    private static final Set<String> SMALL = Set.of("of", "for", "in", "to", "the", "a", "by");

    private static final Pattern WORD = Pattern.compile("[A-Z][A-Za-z]*|I/O|CPU|OS|O(n|ff)-CPU");

    /** Numbers that have no unit, because they count or name something. */
    private static final Set<String> PLAIN = Set.of(
            "osThreadId",
            "spanId",
            "parentId",
            "startedById",
            "wakerThreadId",
            "runnerThreadId",
            "inode",
            "generation",
            "sector",
            "count",
            "runs",
            "records",
            "workers",
            "blockReads",
            "blockWrites",
            "blockFlushes",
            "blockDiscards",
            "blockOthers",
            "majorFaults",
            "minorFaults",
            "voluntarySwitches",
            "involuntarySwitches",
            "migrations");

    @BeforeAll
    static void register() {
        Events.register();
    }

    static List<Class<? extends Event>> all() {
        return Events.ALL;
    }

    /** Those that Pitot's classes declare, without JFR's own. */
    static List<ValueDescriptor> fields(Class<? extends Event> type) {
        var own = EventDocs.fieldNames(type);
        return EventType.getEventType(type).getFields().stream()
                .filter(field -> own.contains(field.getName()))
                .toList();
    }

    @Test
    void everyEventClassIsInTheList() throws Exception {
        var classes = new com.tngtech.archunit.core.importer.ClassFileImporter()
                .importPackages("dev.pitot.jfr").stream()
                        .filter(type -> type.isAssignableTo(Event.class))
                        .filter(type ->
                                !type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT))
                        .map(type -> type.getFullName())
                        .toList();
        assertThat(Events.ALL).extracting(Class::getName).containsExactlyInAnyOrderElementsOf(classes);
    }

    @ParameterizedTest
    @MethodSource("all")
    void anEventHasNameLabelDescriptionCategoryAndAStackIfItsThreadCommitsIt(Class<? extends Event> type) {
        var event = EventType.getEventType(type);
        assertThat(event.getName()).isEqualTo("pitot." + type.getSimpleName());
        assertTitle(event.getLabel());
        assertSentence(event.getDescription());
        assertThat(event.getCategoryNames()).hasSize(2).first().isEqualTo("Pitot");
        assertThat(CATEGORIES).contains(event.getCategoryNames().getLast());
        var hasStack = type == Span.class;
        assertThat(type.getAnnotation(StackTrace.class).value()).isEqualTo(hasStack);
        assertThat(event.getSettingDescriptors())
                .filteredOn(setting -> setting.getName().equals("stackTrace"))
                .singleElement()
                .satisfies(setting -> assertThat(setting.getDefaultValue()).isEqualTo("" + hasStack));
    }

    /** Off unless somebody wants it: what JFR keeps back is not counted. */
    @ParameterizedTest
    @MethodSource("all")
    void whatHasAThresholdHasAThrottleToo(Class<? extends Event> type) {
        var throttle = type.getAnnotation(Throttle.class);
        assertThat(throttle == null).isEqualTo(type.getAnnotation(Threshold.class) == null);
        assertThat(throttle == null || throttle.value().equals("off")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aFieldHasLabelDescriptionAndUnit(Class<? extends Event> type) {
        var fields = fields(type);
        assertThat(fields).isNotEmpty().extracting(ValueDescriptor::getName).doesNotHaveDuplicates();
        for (var field : fields) {
            assertTitle(field.getLabel());
            assertSentence(field.getDescription());
            if (field.getTypeName().equals("long") || field.getTypeName().equals("int")) {
                assertThat(units(field))
                        .as("unit of %s", field.getName())
                        .hasSize(PLAIN.contains(field.getName()) ? 0 : 1);
            }
            if (field.getName().matches(".*[bB]ytes")) {
                assertThat(field.getAnnotation(DataAmount.class))
                        .as(field.getName())
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyDeclaredFieldIsRecorded(Class<? extends Event> type) {
        assertThat(fields(type))
                .extracting(ValueDescriptor::getName)
                .containsExactlyInAnyOrderElementsOf(EventDocs.fieldNames(type));
    }

    /** As the JDK relates events of one collection. */
    @Test
    void spansAreRelatedByTheirIds() {
        var related = fields(Span.class).stream()
                .filter(field -> field.getAnnotationElements().stream()
                        .anyMatch(element -> element.getTypeName().equals("pitot.SpanId")
                                && element.getAnnotation(Relational.class) != null))
                .map(ValueDescriptor::getName);
        assertThat(related).containsExactlyInAnyOrder("spanId", "parentId", "startedById");
    }

    @Test
    void theSameNameIsTheSameThingEverywhere() {
        var seen = new HashMap<String, String>();
        for (var type : Events.ALL) {
            for (var field : fields(type)) {
                var is = field.getTypeName() + " '" + field.getLabel() + "' " + units(field);
                assertThat(is)
                        .as("%s.%s", type.getSimpleName(), field.getName())
                        .isEqualTo(seen.computeIfAbsent(field.getName(), name -> is));
            }
        }
    }

    @Test
    void theBillIsWhatScriptsRelyOn() {
        assertThat(fields(ClassLoad.class))
                .extracting(ValueDescriptor::getName)
                .contains(
                        "thread",
                        "osThreadId",
                        "osThreadName",
                        "onCpu",
                        "runQueue",
                        "ioWait",
                        "blocked",
                        "unaccounted",
                        "blockReads",
                        "blockReadBytes",
                        "blockWrites",
                        "blockWriteBytes",
                        "blockFlushes",
                        "blockDiscards",
                        "blockDiscardBytes",
                        "blockOthers",
                        "majorFaults",
                        "minorFaults",
                        "voluntarySwitches",
                        "involuntarySwitches",
                        "migrations");
    }

    private static List<String> units(ValueDescriptor field) {
        return Stream.of(Timespan.class, Timestamp.class, DataAmount.class, MemoryAddress.class)
                .filter(unit -> field.getAnnotation(unit) != null)
                .map(unit -> unit.getSimpleName() + value(field, unit))
                .toList();
    }

    private static Object value(ValueDescriptor field, Class<? extends java.lang.annotation.Annotation> unit) {
        return field.getAnnotationElements().stream()
                .filter(element -> element.getTypeName().equals(unit.getName()))
                .map(element -> Map.copyOf(values(element)).toString())
                .findFirst()
                .orElse("");
    }

    private static Map<String, Object> values(jdk.jfr.AnnotationElement element) {
        var values = new HashMap<String, Object>();
        element.getValueDescriptors().forEach(value -> values.put(value.getName(), element.getValue(value.getName())));
        return values;
    }

    private static void assertTitle(String label) {
        assertThat(label)
                .isNotBlank()
                .hasSizeLessThanOrEqualTo(45)
                .isEqualTo(label.strip())
                .doesNotEndWith(".");
        for (var word : label.split(" ")) {
            assertThat(WORD.matcher(word).matches() || SMALL.contains(word))
                    .as(label)
                    .isTrue();
        }
    }

    /** It begins with a capital, a name or an option, and has no full stop at its end, as the JDK has it. */
    private static void assertSentence(String description) {
        assertThat(description).isNotBlank().isEqualTo(description.strip());
        assertThat(description.endsWith(".") && !description.endsWith("..."))
                .as(description)
                .isFalse();
    }
}
