package io.edge4j.runtime;

import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rule of what is API: see "What is API" in docs/runtime.md. */
class ApiTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:abstract |final |sealed |non-sealed )*(?:class|interface|enum|record) ",
          Pattern.MULTILINE);
  private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+);");
  private static final Pattern PACKAGE = Pattern.compile("io\\.edge4j\\.[a-z.]*[a-z]");
  private static final Pattern BUNDLE_EXPORTS =
      Pattern.compile("-exportcontents:(.*?)Import-Package", Pattern.DOTALL);

  @Test
  void everyPublicTypeSaysSinceWhenItIs() throws IOException {
    List<String> silent = new ArrayList<>();
    for (Path file : sources()) {
      String source = Files.readString(file);
      MatchResult type = PUBLIC_TYPE.matcher(source).results().findFirst().orElse(null);
      if (type != null && !source.substring(0, type.start()).contains("\n * @since ")) {
        silent.add(file.toString());
      }
    }
    assertThat(silent).isEmpty();
  }

  /** Or nobody outside could name what he is given. */
  @Test
  void whatIsExportedSpeaksOfNothingThatIsNot() throws IOException {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.edge4j");
    Set<String> exported = exported();
    List<String> leaks = new ArrayList<>();
    for (JavaClass type : classes) {
      if (!isVisible(type) || !exported.contains(type.getPackageName())) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (unit.getModifiers().contains(PUBLIC) || unit.getModifiers().contains(PROTECTED)) {
          spoken(unit)
              .filter(other -> isInternal(other, exported))
              .forEach(other -> leaks.add(unit.getFullName() + " speaks of " + other.getName()));
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  @Test
  void theBundleExportsWhatTheModuleExports() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String list =
        BUNDLE_EXPORTS.matcher(pom).results().findFirst().map(found -> found.group(1)).orElse("");
    Set<String> bundle =
        PACKAGE.matcher(list).results().map(MatchResult::group).collect(Collectors.toSet());
    assertThat(bundle).isEqualTo(exported());
  }

  private static Stream<JavaClass> spoken(JavaCodeUnit unit) {
    return Stream.concat(
        Stream.of(unit.getRawReturnType()),
        Stream.concat(unit.getRawParameterTypes().stream(), unit.getExceptionTypes().stream()));
  }

  private static boolean isInternal(JavaClass type, Set<String> exported) {
    JavaClass plain = type.getBaseComponentType();
    return plain.getPackageName().startsWith("ai.onnxruntime")
        || plain.getPackageName().startsWith("com.fasterxml")
        || (plain.getPackageName().startsWith("io.edge4j")
            && !(isVisible(plain) && exported.contains(plain.getPackageName())));
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(PUBLIC)
        && type.getEnclosingClass().map(ApiTest::isVisible).orElse(true);
  }

  private static Set<String> exported() throws IOException {
    return EXPORTS
        .matcher(Files.readString(SOURCES.resolve("module-info.java")))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> tree = Files.walk(SOURCES)) {
      return tree.filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.getParent().endsWith("ort"))
          .toList();
    }
  }
}
