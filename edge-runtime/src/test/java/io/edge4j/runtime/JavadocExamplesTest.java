package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Javadoc shows can be compiled as it stands. */
class JavadocExamplesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n *\\* }</pre>", Pattern.DOTALL);

  /** What an example may take for granted: fields, which its own variables may hide. */
  private static final String BEFORE =
      """
      import io.edge4j.runtime.*;
      import io.edge4j.runtime.batch.*;
      import io.edge4j.runtime.http.*;
      import io.edge4j.runtime.image.*;
      import java.nio.file.*;
      import java.util.*;
      import org.eclipse.jetty.http.pathmap.*;
      import org.eclipse.jetty.server.*;
      import org.eclipse.jetty.server.handler.*;

      class Example {
        EdgeModel model;
        Server server;
        float[] pixels;
        Iterator<float[]> records;

      """;

  static Stream<Arguments> examples() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      return sources
          .filter(source -> source.toString().endsWith(".java"))
          .sorted()
          .toList()
          .stream()
          .flatMap(JavadocExamplesTest::examplesOf);
    }
  }

  private static Stream<Arguments> examplesOf(Path source) {
    try {
      Matcher matcher = EXAMPLE.matcher(Files.readString(source).replace("\r\n", "\n"));
      return matcher
          .results()
          .map(found -> found.group(1).replaceAll("(?m)^ *\\* ?", ""))
          .map(code -> Arguments.of(source.getFileName().toString(), code))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void compiles(String source, String code, @TempDir Path classes) {
    String body = code.contains(" main(") ? code : "void run() throws Exception {\n" + code + "\n}";
    String whole = BEFORE + body + "\n}\n";
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return whole;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-proc:none", "-d", classes.toString()),
                null,
                List.of(file))
            .call();
    assertThat(compiled).as("%s: %s%n%s", source, messages, whole).isTrue();
  }
}
