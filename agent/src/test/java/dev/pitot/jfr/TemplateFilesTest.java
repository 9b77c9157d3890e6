package dev.pitot.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pitot.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import jdk.jfr.Configuration;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmc.common.unit.SimpleConstrainedMap;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.configuration.events.EventConfiguration;
import org.openjdk.jmc.flightrecorder.configuration.events.SchemaVersion;
import org.w3c.dom.Element;

/** The files of settings are what JFR, JMC and Cryostat read, and have every event with every setting. */
class TemplateFilesTest {
    private static final String ALWAYS_ON = "pitot.jfc";
    private static final String PROFILE = "pitot-profile.jfc";

    @ParameterizedTest
    @ValueSource(strings = {ALWAYS_ON, PROFILE})
    void jmcFindsThemValid(String template) throws Exception {
        EventConfiguration.validate(open(template), template, SchemaVersion.V2);
    }

    /** As Cryostat reads a template, and that it has never seen a JVM with Pitot does not matter. */
    @ParameterizedTest
    @ValueSource(strings = {ALWAYS_ON, PROFILE})
    void jmcReadsEverySettingBack(String template) throws Exception {
        var model = EventConfiguration.createModel(open(template));
        assertThat(model.hasErrors()).isFalse();
        var options = new EventConfiguration(model)
                .getEventOptions(new SimpleConstrainedMap<>(UnitLookup.PLAIN_TEXT.getPersister()));
        var read = new HashMap<String, String>();
        for (var option : options.keySet()) {
            read.put(
                    option.getEventTypeID().getRelativeKey() + "#" + option.getOptionKey(),
                    options.getPersistableString(option));
        }
        assertThat(read).isEqualTo(settings(template));
    }

    @ParameterizedTest
    @ValueSource(strings = {ALWAYS_ON, PROFILE})
    void theyAreLabelled(String template) throws Exception {
        var configuration = Configuration.create(path(template));
        assertThat(configuration.getLabel()).isEqualTo(template.equals(PROFILE) ? "Pitot Profile" : "Pitot");
        assertThat(configuration.getProvider()).isEqualTo("Pitot");
        assertThat(configuration.getDescription()).startsWith("Pitot's events").endsWith(".");
    }

    @Test
    void whatIsAlwaysOnHasTheDefaultsButForWaits() throws Exception {
        var expected = defaults();
        expected.put("pitot.ThreadPark#enabled", "false");
        expected.put("pitot.OffCpu#enabled", "false");
        assertThat(settings(ALWAYS_ON)).isEqualTo(expected);
    }

    @Test
    void withWaitsItIsThePlanOfARecordingThatSaysNothing() throws Exception {
        var settings = new HashMap<>(settings(ALWAYS_ON));
        settings.put("pitot.ThreadPark#enabled", "true");
        settings.put("pitot.OffCpu#enabled", "true");
        assertThat(Plan.of(List.of(settings))).isEqualTo(Plan.of(List.of(Map.of())));
    }

    @Test
    void aProfileHasTheSameSettingsAndNoneIsCoarser() throws Exception {
        var defaults = defaults();
        var profile = settings(PROFILE);
        assertThat(profile).containsOnlyKeys(defaults.keySet()).isNotEqualTo(defaults);
        profile.forEach((name, value) -> {
            var usual = defaults.get(name);
            if (!value.equals(usual) && !name.endsWith("#enabled")) {
                assertThat(time(value)).as(name).isLessThan(time(usual));
            }
        });
    }

    /** So a tool that sets a control to what it is already changes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {ALWAYS_ON, PROFILE})
    void aControlSaysWhatItsSettingsSay(String template) throws Exception {
        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(open(template));
        var controls = new HashMap<String, String>();
        for (var type : new String[] {"flag", "text", "selection"}) {
            elements(document.getDocumentElement(), type, of -> controls.put(of.getAttribute("name"), chosen(of)));
        }
        var used = new HashSet<String>();
        elements(document.getDocumentElement(), "setting", setting -> {
            var control = setting.getAttribute("control");
            if (!control.isEmpty()) {
                used.add(control);
                assertThat(controls).containsEntry(control, setting.getTextContent());
            }
        });
        assertThat(controls.keySet()).isEqualTo(used).allMatch(name -> name.startsWith("pitot-"));
    }

    /** What the annotations of the event classes say. */
    private static Map<String, String> defaults() {
        var defaults = new TreeMap<String, String>();
        for (var type : Events.ALL) {
            var name = type.getAnnotation(Name.class).value();
            defaults.put(name + "#enabled", "true");
            defaults.put(name + "#stackTrace", "" + name.equals("pitot.Span"));
            var period = type.getAnnotation(Period.class);
            if (period == null) {
                defaults.put(name + "#threshold", threshold(type));
            } else {
                defaults.put(name + "#period", period.value());
            }
            var throttle = type.getAnnotation(Throttle.class);
            if (throttle != null) {
                defaults.put(name + "#throttle", throttle.value());
            }
        }
        return defaults;
    }

    private static String threshold(Class<? extends Event> type) {
        var threshold = type.getAnnotation(Threshold.class);
        return threshold == null ? "0 ms" : threshold.value();
    }

    private static Duration time(String value) {
        var number = Long.parseLong(value.replaceFirst(" .*", ""));
        return value.endsWith(" ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    }

    private static Map<String, String> settings(String template) throws Exception {
        return Configuration.create(path(template)).getSettings();
    }

    private static void elements(Element root, String tag, java.util.function.Consumer<Element> each) {
        var nodes = root.getElementsByTagName(tag);
        for (var i = 0; i < nodes.getLength(); i++) {
            each.accept((Element) nodes.item(i));
        }
    }

    private static String chosen(Element control) {
        if (!control.getTagName().equals("selection")) {
            return control.getTextContent();
        }
        var chosen = new HashMap<String, String>();
        elements(control, "option", option -> chosen.put(option.getAttribute("name"), option.getTextContent()));
        return chosen.get(control.getAttribute("default"));
    }

    private static InputStream open(String template) throws IOException {
        return java.nio.file.Files.newInputStream(path(template));
    }

    private static Path path(String template) {
        try {
            return Path.of(TemplateFilesTest.class
                    .getResource("/dev/pitot/templates/" + template)
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
