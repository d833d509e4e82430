package io.edge4j.maven;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.edge4j.maven.stage.Stage;
import org.junit.jupiter.api.Test;

/** The rooms of docs/architecture.md and the arrows between them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.edge4j.maven");

  private static final String[] WORKERS_ONLY = {
    "io.edge4j.runtime..",
    "ai.onnxruntime..",
    "ai.onnx.proto..",
    "com.google.protobuf..",
    "ai.djl..",
    "org.eclipse.jetty.."
  };

  @Test
  void roomsHaveNoCycles() {
    slices().matching("io.edge4j.maven.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyMojoAndArtifactResolutionKnowMaven() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..maven.mojo..", "..maven.pipeline..", "..maven.help..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.maven..", "org.eclipse.aether..")
        .check(CLASSES);
  }

  @Test
  void onlyFourRoomsKnowDjl() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..maven.collect..", "..maven.train..", "..maven.export..", "..maven.benchmark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void onlyWorkersPredict() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..maven.export..",
            "..maven.onnx..",
            "..maven.quantize..",
            "..maven.measure..",
            "..maven.benchmark..",
            "..maven.collect..",
            "..maven.train..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WORKERS_ONLY)
        .check(CLASSES);
  }

  /**
   * The Maven JVM has edge-runtime without ONNX Runtime and Jetty, so of it only io.edge4j.model. A
   * stage is known there by its name and never linked.
   */
  @Test
  void whatMavensJvmUsesNeedsNoEngine() {
    noClasses()
        .that(
            describe(
                "are used in Maven's JVM",
                c ->
                    !c.isAssignableTo(Stage.class)
                        && c.getDirectDependenciesToSelf().stream()
                            .map(dependency -> dependency.getOriginClass().getPackageName())
                            .anyMatch(ArchitectureTest::runsInMavensJvm)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WORKERS_ONLY)
        .check(CLASSES);
  }

  private static boolean runsInMavensJvm(String room) {
    return room.startsWith("io.edge4j.maven.mojo") || room.startsWith("io.edge4j.maven.pipeline");
  }

  @Test
  void onnxKnowsTheModelsRoomAndNothingElseOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("..maven.onnx..")
        .should()
        .dependOnClassesThat(
            describe(
                "are ours and neither in onnx nor in model",
                c ->
                    c.getPackageName().startsWith("io.edge4j")
                        && !c.getPackageName().startsWith("io.edge4j.maven.onnx")
                        && !c.getPackageName().equals("io.edge4j.model")))
        .check(CLASSES);
  }

  @Test
  void inputsKnowsTheGraphAndTheModelOnly() {
    noClasses()
        .that()
        .resideInAPackage("..maven.inputs..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..",
            "org.jspecify..",
            "io.edge4j.model..",
            "io.edge4j.maven.inputs..",
            "io.edge4j.maven.onnx..",
            "io.edge4j.maven.stage..")
        .check(CLASSES);
  }

  @Test
  void metricsAreReadFromWhatWasMeasuredAndFromNothingElse() {
    noClasses()
        .that()
        .resideInAPackage("..maven.metric..")
        .should()
        .dependOnClassesThat(
            describe(
                "are ours and neither in metric nor in measure",
                c ->
                    c.getPackageName().startsWith("io.edge4j")
                        && !c.getPackageName().equals("io.edge4j.maven.metric")
                        && !c.getPackageName().equals("io.edge4j.maven.measure")))
        .check(CLASSES);
  }

  @Test
  void stagesKnowNeitherPipelineNorWorkerNorMojo() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..maven.stage..",
            "..maven.dataset..",
            "..maven.collect..",
            "..maven.train..",
            "..maven.export..",
            "..maven.onnx..",
            "..maven.quantize..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..maven.pipeline..", "..maven.worker..", "..maven.mojo..")
        .check(CLASSES);
  }
}
