package dev.pitot.helper;

import dev.pitot.bpf.BpfException;
import dev.pitot.bpf.BpfException.HelperRefused;
import java.nio.file.Path;

/** What the helper could not do, in the order of {@code enum step} of native-helper/protocol.h. */
enum Step {
    DONE("", ""),
    MESSAGE("does not understand this version of Pitot", HelperRefused.REINSTALL),
    ORDER("was asked for something at the wrong time", "report it"),
    CAPABILITIES(
            "has no capabilities",
            "install it with make install-helper; it has none where the process has no_new_privs, or its file system"
                    + " nosuid"),
    PEER("serves only the process that started it", "report it"),
    NAMESPACE(
            "works in the initial PID, user and time namespaces only",
            "give the container CAP_BPF and CAP_PERFMON instead"),
    FOLDER("does not trust " + Step.BUNDLES + ", since others than root can write it", Step.FOLDERS),
    NO_BUNDLE("has no programs of this version of Pitot for this kernel", Step.INSTALL),
    BUNDLE_FILE("does not trust the programs in " + Step.BUNDLES + ": they are not a regular file", Step.INSTALL),
    BUNDLE_OWNER(
            "does not trust the programs in " + Step.BUNDLES + ", since others than root can write them", Step.INSTALL),
    BUNDLE_HASH("found damaged programs in " + Step.BUNDLES, Step.INSTALL),
    BUNDLE_FORMAT("cannot read the programs in " + Step.BUNDLES, HelperRefused.REINSTALL),
    BUNDLE_KERNEL("has these programs for another kernel only", Step.INSTALL),
    MAP("could not make a BPF map", Step.LOG),
    LOAD("could not load a program", Step.LOG),
    ATTACH("could not attach a program", Step.LOG),
    LIBRARY("got no library to attach to", "report it"),
    STATISTICS("could not read the statistics of a program", "report it"),
    SEAL("could not give up its privileges", "report it");

    /** The folder of native-helper/bundle.h. */
    static final String BUNDLES = "/var/lib/pitot/bundles";

    private static final String INSTALL = "have an administrator run java -jar pitot.jar bundles install";
    private static final String FOLDERS = "have an administrator make each folder on its way root's, with mode 0755";
    private static final String LOG = "see the output of java -jar pitot.jar doctor";

    private final String what;
    private final String remedy;

    Step(String what, String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    /** Returns the step of an answer. */
    static Step of(int number) {
        return number >= 0 && number < values().length ? values()[number] : MESSAGE;
    }

    /** Returns the refusal, in the words of one line. */
    BpfException refusal(Path helper, String of, int errno) {
        return new HelperRefused(
                "the helper " + helper + " " + what + (of.isEmpty() ? "" : " (" + of + ")")
                        + (errno == 0 ? "" : ", errno " + errno),
                remedy);
    }
}
