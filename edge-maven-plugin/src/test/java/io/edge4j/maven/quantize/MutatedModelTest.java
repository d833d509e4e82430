package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.body;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of damaged variants of a model: refused as damaged, or handled; nothing else. */
class MutatedModelTest {
  private static final int MUTANTS = 1500;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void everyMutantIsRefusedOrQuantized() throws Exception {
    byte[] original = original().proto().toByteArray();
    Random random = new Random(1);
    int refused = 0;
    int handled = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Path file = Files.write(folder.resolve("mutant.onnx"), mutate(original, random));
      try {
        Model model = Model.read(file);
        DynamicallyQuantized.apply(DynamicOptions.DEFAULT, model);
        StaticModel.prepare(
                Model.read(file),
                folder.resolve("prepared.onnx"),
                StaticOptions.DEFAULT,
                MutatedModelTest::unitRanges)
            .quantize(NodeSelection.ALL, Set.of());
        model.write(folder.resolve("out.onnx"), ExternalData.WHEN_NEEDED);
        handled++;
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageContaining("mutant.onnx");
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThat(handled).isPositive();
  }

  private static MeasuredRanges unitRanges(Path file, Collection<String> values) {
    Map<String, ValueRange> ranges = new HashMap<>();
    values.forEach(value -> ranges.put(value, new ValueRange(-1, 1)));
    return new MeasuredRanges(ranges, Map.of());
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, Math.max(0, length));
        }
      }
    }
    return bytes;
  }

  private static ModelFixture original() {
    ModelFixture model = opset(17).input("x", 2, 12).typedInput("which", DataType.BOOL_VALUE);
    ModelFixture yes =
        body("yes").node("MatMul", List.of("g", "v"), List.of("a")).output("a", 2, 3);
    ModelFixture no = body("no").weight("u", 4, 3).node("MatMul", List.of("g", "u"), List.of("b"));
    return model
        .weight("w", 4, 12)
        .weight("c", 4)
        .weight("t", 3, 4)
        .node("Transpose", List.of("t"), List.of("v"), attribute("perm", List.of(1L, 0L)))
        .constant("k", tensor("", model.normal(4), 4))
        .node("Gemm", List.of("x", "w", "c"), List.of("h"), attribute("transB", 1))
        .node("Add", List.of("k", "h"), List.of("s"))
        .node("Relu", List.of("s"), List.of("g"))
        .node(
            "If",
            List.of("which"),
            List.of("y"),
            attribute("then_branch", yes),
            attribute("else_branch", no.output("b", 2, 3)))
        .output("y", 2, 3);
  }
}
