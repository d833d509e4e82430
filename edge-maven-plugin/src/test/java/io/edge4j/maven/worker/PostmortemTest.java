package io.edge4j.maven.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostmortemTest {

  @Test
  void aJvmThatGotNoMemoryFromTheSystemAsksForLess() {
    assertThat(
            explained(
                1,
                "# There is insufficient memory for the Java Runtime Environment to continue.",
                "# Native memory allocation (mmap) failed to map 3298534883328 bytes."))
        .contains("lower -Xmx and -Xms", "edge.workerJvmArguments", "failed to map");
  }

  @Test
  void aLibraryThatDoesNotLoadNamesWhatNativesNeed() {
    assertThat(explained(70, "java.lang.UnsatisfiedLinkError: libstdc++.so.6"))
        .contains("glibc", "Alpine", "libstdc++.so.6");
  }

  @Test
  void aFullDiskIsNamed() {
    assertThat(explained(70, "java.io.IOException: No space left on device"))
        .contains("the disk is full", "target");
  }

  @Test
  void aFolderThatIsMountedNoexecIsNamed() {
    assertThat(
            explained(
                70,
                "java.lang.UnsatisfiedLinkError: libonnxruntime.so: failed to map segment from"
                    + " shared object"))
        .contains("mounted noexec", "<outputDirectory> (edge.outputDirectory)")
        .doesNotContain("glibc");
  }

  @Test
  void whatNobodyForesawIsToldByItsExitCodeAndItsLog() {
    assertThat(explained(70, "java.lang.IllegalStateException"))
        .contains("exit code 70", "IllegalStateException", "train.log");
  }

  private static String explained(int code, String... tail) {
    return Postmortem.explain("train", code, List.of(tail), Path.of("train.log"));
  }
}
