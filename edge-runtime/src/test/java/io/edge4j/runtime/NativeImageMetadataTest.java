package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A native image has of ONNX Runtime's classes what its JNI library asks for by name. */
class NativeImageMetadataTest {
  private static final String METADATA =
      "/META-INF/native-image/io.edge4j/edge-runtime/jni-config.json";
  private static final String LIBRARY = "/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so";
  private static final Pattern FOUND_CLASS = Pattern.compile("\0(ai/onnxruntime/\\w+)(?=\0)");
  private static final Pattern LISTED_CLASS = Pattern.compile("\"(ai\\.onnxruntime\\.\\w+)\"");

  @Test
  void everyClassThatTheNativesLookUpIsListed() throws IOException {
    Set<String> lookedUp =
        names(FOUND_CLASS, read(OrtEnvironment.class, LIBRARY)).stream()
            .map(name -> name.replace('/', '.'))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(lookedUp).contains("ai.onnxruntime.OnnxTensor");
    assertThat(listed()).containsExactlyElementsOf(lookedUp);
  }

  @Test
  void whatIsListedExists() throws IOException {
    for (String name : listed()) {
      assertThatCode(() -> Class.forName(name, false, OrtEnvironment.class.getClassLoader()))
          .as(name)
          .doesNotThrowAnyException();
    }
  }

  private static Set<String> listed() throws IOException {
    return names(LISTED_CLASS, read(EdgeModel.class, METADATA));
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(Class<?> besides, String name) throws IOException {
    try (InputStream stream = besides.getResourceAsStream(name)) {
      assertThat(stream).as(name).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
