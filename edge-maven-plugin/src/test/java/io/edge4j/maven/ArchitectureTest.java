package io.edge4j.maven;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.edge4j.maven.RoomTable.Room;
import io.edge4j.maven.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of docs/architecture.md, of the plugin and of edge-runtime, and the arrows between. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.edge4j");

  /** Written by Maven's plugin tools. */
  private static final String GENERATED = "io.edge4j.maven.help";

  /** The JDK; the empty name is that of primitive types. */
  private static final List<String> KNOWN_TO_ALL =
      List.of(
          "", "java..", "javax.imageio..", "javax.net..", "javax.xml..", "jdk..", "org.jspecify..");

  private static final String[] WORKERS_ONLY = {
    "io.edge4j.runtime..",
    "ai.onnxruntime..",
    "ai.onnx.proto..",
    "com.google.protobuf..",
    "ai.djl..",
    "org.apache.commons.statistics..",
    "org.eclipse.jetty.."
  };

  static List<Room> rooms() throws IOException {
    return RoomTable.read();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomKnowsWhatItsRowSays(Room room) {
    List<String> known = new ArrayList<>(KNOWN_TO_ALL);
    known.add(room.name());
    known.addAll(room.packages());
    classes()
        .that()
        .resideInAPackage(room.name())
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(known.toArray(String[]::new))
        .because("docs/architecture.md says what " + room + " may know")
        .check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRowSaysNothingThatItsRoomDoesNotKnow(Room room) {
    Set<JavaClass> used =
        CLASSES.stream()
            .filter(c -> c.getPackageName().equals(room.name()))
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .map(Dependency::getTargetClass)
            .collect(Collectors.toSet());
    assertThat(room.mayKnow())
        .allSatisfy(
            (name, packages) ->
                assertThat(used)
                    .as("classes of %s that %s uses", name, room)
                    .anyMatch(resideInAnyPackage(packages.toArray(String[]::new))));
  }

  @Test
  void everyRoomHasARow() throws IOException {
    Set<String> packages =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    packages.remove(GENERATED);

    assertThat(rooms()).extracting(Room::name).containsExactlyInAnyOrderElementsOf(packages);
  }

  /** NullAway looks into such packages only. */
  @Test
  void nullnessIsCheckedInEveryRoom() throws IOException {
    assertThat(rooms())
        .extracting(room -> CLASSES.getPackage(room.name()))
        .allSatisfy(
            room ->
                assertThat(room.isAnnotatedWith(NullMarked.class))
                    .as("%s has @NullMarked in its package-info", room.getName())
                    .isTrue());
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("io.edge4j.(**)").should().beFreeOfCycles().check(CLASSES);
    slices().matching("io.edge4j.maven.(*)..").should().beFreeOfCycles().check(CLASSES);
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
}
