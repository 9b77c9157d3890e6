package dev.pitot.session;

import dev.pitot.bcc.BpfException;
import dev.pitot.bcc.PerfUprobe;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Attaches one program to all sites, by the best way this kernel and this process have: {@code uprobe_multi} links (Linux 6.6),
 * one for all entries and one for all returns, else a perf event per site.
 */
final class Uprobes {
    private Uprobes() {}

    /** @return the way that worked, with why not a better one */
    static String attach(Kernel kernel, Path libjvm, List<SiteSpec> sites, boolean oldWays) throws BpfException {
        describe(kernel, sites);
        if (oldWays) {
            perf(kernel, libjvm, sites);
            return "perf uprobe, as asked for";
        }
        try {
            multi(kernel, libjvm, sites);
            return "uprobe_multi";
        } catch (BpfException.NotPermitted | BpfException.VerifierRefused e) {
            throw e;
        } catch (BpfException e) {
            perf(kernel, libjvm, sites);
            return "perf uprobe, because " + e.getMessage();
        }
    }

    /** The cookie of a site is its index in the map that tells the program what to do there. */
    private static void describe(Kernel kernel, List<SiteSpec> sites) throws BpfException {
        var map = kernel.map("sites");
        try (var arena = Arena.ofConfined()) {
            for (var i = 0; i < sites.size(); i++) {
                map.put(i, SiteEncoder.encode(sites.get(i), arena));
            }
        }
    }

    private static void multi(Kernel kernel, Path libjvm, List<SiteSpec> sites) throws BpfException {
        var program = kernel.uprobeMulti();
        for (var atReturn : List.of(false, true)) {
            var cookies = IntStream.range(0, sites.size())
                    .filter(i -> sites.get(i).atReturn() == atReturn)
                    .asLongStream()
                    .toArray();
            if (cookies.length > 0) {
                var offsets = Arrays.stream(cookies)
                        .map(cookie -> sites.get((int) cookie).offset())
                        .toArray();
                kernel.keepSlow(kernel.bpf()
                        .attachUprobes(program, libjvm.toString(), offsets, cookies, atReturn, pid()));
            }
        }
    }

    private static void perf(Kernel kernel, Path libjvm, List<SiteSpec> sites) throws BpfException {
        var program = kernel.uprobe();
        for (var i = 0; i < sites.size(); i++) {
            var event = PerfUprobe.open(libjvm.toString(), sites.get(i).offset(), sites.get(i).atReturn(), pid());
            try {
                kernel.keep(kernel.bpf().attachPerfEvent(program, event, i));
            } catch (BpfException e) {
                event.close();
                throw e;
            }
        }
    }

    static int pid() {
        return (int) ProcessHandle.current().pid();
    }
}
