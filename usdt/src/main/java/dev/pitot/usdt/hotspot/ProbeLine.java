package dev.pitot.usdt.hotspot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A line of {@code probes.txt}, whose header describes the format. */
final class ProbeLine {
    private ProbeLine() {}

    static HotSpotProbe parse(String line) {
        var columns = line.split("\\|", -1);
        if (columns.length != 4) {
            throw new IllegalArgumentException("expected four columns: " + line);
        }
        var fullName = columns[0].strip().split(":", 2);
        var flag = Optional.of(columns[1].strip()).filter(text -> !text.equals("-"));
        return new HotSpotProbe(fullName[0], fullName[1], flag, parameters(columns[2].strip()), columns[3].strip());
    }

    private static List<Parameter> parameters(String column) {
        var parameters = new ArrayList<Parameter>();
        var index = 0;
        for (var word : column.isEmpty() ? new String[0] : column.split(" +")) {
            var nameAndType = word.split(":", 2);
            var type = Parameter.Type.valueOf(nameAndType[1].toUpperCase(Locale.ROOT));
            var parameter = new Parameter(nameAndType[0], type, index);
            parameters.add(parameter);
            index += parameter.width();
        }
        return parameters;
    }
}
