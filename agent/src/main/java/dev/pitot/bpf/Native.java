package dev.pitot.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** A shared library and its functions. An exception names the package to install when something is missing. */
final class Native {
    private final String name;
    private final SymbolLookup lookup;

    private Native(String name, SymbolLookup lookup) {
        this.name = name;
        this.lookup = lookup;
    }

    static Native open(String name) throws BpfException {
        try {
            return new Native(name, SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new BpfException.MissingLibrary(name, "cannot be opened");
        }
    }

    MethodHandle function(String symbol, FunctionDescriptor descriptor) throws BpfException {
        var address = lookup.find(symbol);
        if (address.isEmpty()) {
            throw new BpfException.MissingLibrary(name, "has no function " + symbol);
        }
        return Linker.nativeLinker().downcallHandle(address.get(), descriptor);
    }
}
