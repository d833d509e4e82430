package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.edge4j.maven.stage.StageException;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Containers often run under {@code LC_ALL=C}, where Java cannot spell an umlaut. Folders are made
 * and read in JVMs of their own: the locale of this one may be either.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere names of files are Unicode")
class PosixLocaleTest {
  private static final List<String> CLASSES = List.of("M\u00E4dchen", "M\u00E4nner", "M\u00FCll");

  @TempDir Path folder;

  /** Makes the folders, or reads them and says what is in them in ASCII. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[1]);
      if (arguments[0].equals("make")) {
        make(folder);
        return;
      }
      if (arguments[0].equals("spell")) {
        spell(folder.resolve("x").toFile().getPath() + CLASSES.get(0));
        return;
      }
      DatasetSpec spec = new DatasetSpec("images", folder, 42, Map.of("width", "1"));
      Dataset images = Datasets.open(spec);
      System.out.println(images.fingerprint() + " of " + Datasets.sourceFingerprint(spec));
      for (String name : images.classNames()) {
        System.out.println(escaped(name));
      }
    }

    private static void spell(String folder) {
      try {
        DatasetSpec.directory(new File(folder));
      } catch (StageException e) {
        System.out.println(e.getMessage());
      }
    }

    private static void make(Path folder) throws IOException {
      for (String name : CLASSES) {
        Path classFolder = Files.createDirectory(folder.resolve(name));
        for (int i = 0; i < 2; i++) {
          BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
          image.getRaster().setSample(0, 0, 0, 50 * i + name.charAt(2));
          ImageIO.write(
              image, "png", Files.newOutputStream(classFolder.resolve(name + i + ".png")));
        }
      }
    }
  }

  @Test
  void classFoldersThatTheLocaleCannotSpellAreRead() throws Exception {
    run("C.UTF-8", "make");
    List<String> utf8 = run("C.UTF-8", "read");
    List<String> posix = run("C", "read");
    assertThat(posix.subList(1, 4))
        .containsExactlyElementsOf(CLASSES.stream().map(PosixLocaleTest::escaped).toList());
    assertThat(posix).isEqualTo(utf8);
  }

  @Test
  void aFolderThatTheLocaleCannotSpellIsRefusedWithTheLocale() throws Exception {
    assertThat(run("C", "spell"))
        .singleElement(STRING)
        .contains("<directory> of <dataset>", "locale", "ANSI_X3.4-1968", "LC_ALL=C.UTF-8");
    assertThat(run("C.UTF-8", "spell")).isEmpty();
  }

  @Test
  void aNameThatIsNotUtf8IsRefused() throws Exception {
    run("C.UTF-8", "make");
    Process process =
        new ProcessBuilder("sh", "-c", "mkdir \"$(printf 'M\\374ll')\"")
            .directory(folder.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    DatasetSpec spec = new DatasetSpec("images", folder, 42, Map.of());
    assertThatThrownBy(() -> Datasets.validate(spec))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("has a name that is not UTF-8");
  }

  private List<String> run(String locale, String what) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            what,
            folder.toString());
    builder.environment().put("LC_ALL", locale);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    IntStream chars = text.chars();
    chars.forEach(c -> escaped.append(c < 128 ? (char) c + "" : "<%x>".formatted(c)));
    return escaped.toString();
  }
}
