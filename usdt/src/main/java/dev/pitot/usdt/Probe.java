package dev.pitot.usdt;

import java.util.List;

/** A USDT probe of a file: a name, and all the {@link Site}s at which it fires, in the order of the file's notes. */
public record Probe(String provider, String name, List<Site> sites) {
    public Probe {
        sites = List.copyOf(sites);
    }

    /** {@code provider:name}, as tools print it and as filters match it. */
    public String fullName() {
        return provider + ":" + name;
    }
}
