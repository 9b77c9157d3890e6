package dev.pitot.usdt;

import java.util.List;

/** A USDT probe of a file: a name, and all the {@link Site}s at which it fires, in the order of the file's notes. */
public record Probe(String provider, String name, List<Site> sites) {
    public Probe {
        sites = List.copyOf(sites);
    }

    /** Returns {@code provider:name}, the form in which tools print and filter it. */
    public String fullName() {
        return provider + ":" + name;
    }
}
