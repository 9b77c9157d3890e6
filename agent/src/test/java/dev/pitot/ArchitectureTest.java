package dev.pitot;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.MemorySegment;
import java.util.stream.Collectors;

/** Which package may know what. */
@AnalyzeClasses(packages = "dev.pitot", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String JFR = "jdk.jfr..";
    private static final String FFM = "java.lang.foreign..";

    @ArchTest
    static final ArchRule thePlanIsPure = classes()
            .that()
            .resideInAPackage("dev.pitot.plan..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.pitot.plan..",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.time..",
                    "java.util..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule eventClassesKnowJfrAndNothingElse = classes()
            .that()
            .resideInAPackage("dev.pitot.jfr..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.pitot.jfr..",
                    JFR,
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.util..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule memoryStaysWhereItIsRead = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.pitot.bpf..",
                    "dev.pitot.kernel..",
                    "dev.pitot.hotspot..",
                    "dev.pitot.attach..",
                    "dev.pitot.drain..",
                    "dev.pitot.record..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(MemorySegment.class);

    @ArchTest
    static final ArchRule nativeCodeIsCalledInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pitot.bpf..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.Linker");

    @ArchTest
    static final ArchRule recordsAreReadWithoutCallingNativeCode = noClasses()
            .that()
            .resideInAPackage("dev.pitot.record..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.pitot.bpf..", "dev.pitot.kernel..", "dev.pitot.attach..", "dev.pitot.drain.."));

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToStdout = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pitot.cli..")
            .should()
            .accessField(System.class, "out");

    /** Through {@code Lines}, which lets nothing pass that steers a terminal. */
    @ArchTest
    static final ArchRule whatACommandPrintsIsFiltered = noClasses()
            .that()
            .resideInAPackage("dev.pitot.cli..")
            .and(not(JavaClass.Predicates.simpleName("Main")))
            .and(not(JavaClass.Predicates.simpleName("Launcher")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule stderrHasFiveVoices = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pitot.cli..")
            .and(not(JavaClass.Predicates.simpleName("Warnings")))
            .and(not(JavaClass.Predicates.simpleName("CompilerMain")))
            .and(not(JavaClass.Predicates.simpleName("PortableMain")))
            .and(not(JavaClass.Predicates.type(dev.pitot.agent.Agent.class)))
            .should()
            .accessField(System.class, "err");

    /** Any other would hand what it throws to the application's handler of uncaught exceptions. */
    @ArchTest
    static final ArchRule threadsInTheTracedJvmAreMadeInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pitot.cli..", "dev.pitot.compiler..")
            .and(not(JavaClass.Predicates.simpleName("OwnThreads")))
            .should()
            .callMethod(Thread.class, "ofPlatform")
            .orShould()
            .callConstructor(Thread.class, Runnable.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class, String.class);

    @ArchTest
    static final ArchRule noPackageStandsOnItself =
            slices().matching("dev.pitot.(**)").should().beFreeOfCycles();

    /** Who asks an editor for a class by its name gets one. */
    @ArchTest
    static void simpleNamesAreUnique(JavaClasses all) {
        var byName = all.stream()
                .filter(one -> one.isTopLevelClass() && !one.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName));
        byName.values().removeIf(classes -> classes.size() == 1);
        assertThat(byName).isEmpty();
    }

    @ArchTest
    static final ArchRule probesAreReadWithoutTheAgent = classes()
            .that()
            .resideInAPackage("dev.pitot.usdt..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("dev.pitot.usdt..", "java..", "net.fornwall.jelf..", "org.jspecify.."));

    @ArchTest
    static final ArchRule reportsComeFromRecordingsAlone = noClasses()
            .that()
            .resideInAPackage("dev.pitot.report..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.pitot.bpf..",
                    "dev.pitot.kernel..",
                    "dev.pitot.attach..",
                    "dev.pitot.drain..",
                    "dev.pitot.record..",
                    "dev.pitot.control..",
                    "dev.pitot.command..",
                    "dev.pitot.agent..",
                    "dev.pitot.jfr..",
                    FFM));

    @ArchTest
    static final ArchRule theCommandLineIsNobodysLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pitot.cli..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.pitot.cli..", "picocli.."));
}
