package dev.pitot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.pitot.testkit.RequiresKernel;

/** What holds for all integration tests. */
@AnalyzeClasses(packages = "dev.pitot", importOptions = OnlyIncludeTests.class)
class IntegrationTestsTest {
    /** Without, one would fail where there is no kernel for it, instead of being skipped. */
    @ArchTest
    static final ArchRule SAY_THAT_THEY_NEED_THE_KERNEL =
            classes().that().haveSimpleNameEndingWith("IT").should().beAnnotatedWith(RequiresKernel.class);
}
