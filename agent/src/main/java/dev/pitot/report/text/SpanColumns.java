package dev.pitot.report.text;

import dev.pitot.report.model.SpanBill;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** The parts of spans' bills that are columns: the usual four, and those of the others that a span has. */
final class SpanColumns {
    private static final List<String> PARTS =
            List.of("onCpu", "runQueue", "ioWait", "blocked", "unmounted", "unaccntd");
    private static final int USUAL = 4;

    private final int[] shown;

    SpanColumns(Collection<SpanBill> bills) {
        shown = IntStream.range(0, PARTS.size())
                .filter(part -> part < USUAL || bills.stream().anyMatch(bill -> bill.parts()[part] != 0))
                .toArray();
    }

    List<String> titles() {
        return IntStream.of(shown).mapToObj(PARTS::get).toList();
    }

    long[] parts(SpanBill bill) {
        return IntStream.of(shown).mapToLong(part -> bill.parts()[part]).toArray();
    }

    static String largest(SpanBill bill) {
        var parts = bill.parts();
        var largest = 0;
        for (var part = 1; part < parts.length; part++) {
            largest = parts[part] > parts[largest] ? part : largest;
        }
        return PARTS.get(largest);
    }
}
