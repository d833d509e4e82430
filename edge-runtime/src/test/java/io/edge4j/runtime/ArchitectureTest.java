package io.edge4j.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.edge4j.runtime", "io.edge4j.model");

  @Test
  void onlyHttpKnowsJetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..runtime.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..", "..runtime.http..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.edge4j.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheImagePartsNeedTheDesktopModule() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..model.image..", "..runtime.image..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.awt..", "javax.imageio..")
        .check(CLASSES);
  }

  /** So that a model is read where there is no desktop module. */
  @Test
  void nothingButPredictingImagesKnowsHowTheyAreRead() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..model.image..", "..runtime.image..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..model.image..")
        .check(CLASSES);
  }

  @Test
  void readingImagesKnowsTheModelAndTheJdk() {
    noClasses()
        .that()
        .resideInAPackage("..model.image..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..", "javax.imageio..", "io.edge4j.model", "..model.image..", "org.jspecify..")
        .check(CLASSES);
  }

  /** So that Maven's JVM and a consumer's tests can ask it without an engine. */
  @Test
  void theModelsRoomKnowsJacksonAndTheJdk() {
    noClasses()
        .that()
        .resideInAPackage("io.edge4j.model")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "", "java..", "org.jspecify..", "com.fasterxml.jackson.core..", "io.edge4j.model")
        .check(CLASSES);
  }

  @Test
  void theJdksOwnServerIsNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.net.httpserver..")
        .check(CLASSES);
  }

  /** Spark, Flink, Beam and Kafka are the application's; what serves them all knows none. */
  @Test
  void batchKnowsNothingButThePredictorAndTheJdk() {
    noClasses()
        .that()
        .resideInAPackage("..runtime.batch..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..",
            "io.edge4j.model",
            "io.edge4j.runtime",
            "io.edge4j.runtime.batch..",
            "org.jspecify..")
        .check(CLASSES);
  }
}
