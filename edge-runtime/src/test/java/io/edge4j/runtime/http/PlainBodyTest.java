package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainBodyTest {
  private static final int COUNT = 200_000;

  private static NestedFloats floats(int depth, int sampleSize, int maxInstances) {
    return new NestedFloats(depth, new float[sampleSize], maxInstances, loan());
  }

  private static MemoryBudget.Loan loan() {
    return new MemoryBudget(1 << 20).loan();
  }

  /** Every way in which numbers are usually written, and numbers at the edges of rounding. */
  private static String number(Random random) {
    float any = Float.intBitsToFloat(random.nextInt());
    return switch (random.nextInt(8)) {
      case 0 -> Float.isFinite(any) ? Float.toString(any) : "0";
      case 1 -> Double.toString(random.nextDouble());
      case 2 -> Integer.toString(random.nextInt(256));
      case 3 -> String.format("%.6f", random.nextDouble());
      case 4 -> Float.toString(random.nextFloat());
      case 5 -> random.nextLong(1L << 55) + "e-" + random.nextInt(24);
      // Half-way between two floats, and just beside it.
      case 6 -> {
        double halfway = random.nextInt(1 << 24, 1 << 25) + 0.5 * random.nextInt(3);
        yield Double.toString(halfway);
      }
      default ->
          (random.nextBoolean() ? "-" : "") + random.nextInt(1000) + "E+" + random.nextInt(9);
    };
  }

  @Test
  void readsWhatFloatParseFloatReadsOrLeavesItToTheParser() throws ProblemException {
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < COUNT; i++) {
      String text = number(random);
      NestedFloats floats = floats(2, 1, 1);
      if (PlainBody.read(utf8("{\"inputs\":[" + text + "]}"), length(text), floats)) {
        assertThat(floats.array()[0]).as(text).isEqualTo(Float.parseFloat(text));
        read++;
      }
    }
    assertThat(read).isGreaterThan(COUNT / 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"inputs\":[1]",
        "{\"inputs\":[1]} x",
        "{\"inputs\":[1],\"more\":2}",
        "{\"inputs\":[",
        "{\"inputs\":[ ",
        "{\"inputs\":[1",
        "{\"inputs\":[1,",
        "{\"inputs\":[1, ",
        "{\"inputs\":[-",
        "{\"inputs\":[1.",
        "{\"inputs\":[1e",
        "{\"inputs\":[1e-",
        "{\"inputs\":[1}",
        "{\"inputs\":[1,]}",
        "{\"inputs\":[,1]}",
        "{\"inputs\":[1 2]}",
        "{\"inputs\":[01]}",
        "{\"inputs\":[1.]}",
        "{\"inputs\":[.5]}",
        "{\"inputs\":[+1]}",
        "{\"inputs\":[-]}",
        "{\"inputs\":[1e]}",
        "{\"inputs\":[1e9999]}",
        "{\"inputs\":[1e39]}",
        "{\"inputs\":[NaN]}",
        "{\"inputs\":[0x1]}",
        "{\"inputs\":[\"1\"]}",
        "{\"inputs\":[[1],[2,3]]}",
        "{\"inputs\":[[[1]]]}",
        "{\"inputs\":[1]]}",
        "{\"inputs\":[99999999999999999999999999999999999999999999999999]}",
        "{\"other\":[1]}",
        "[1]"
      })
  void leavesEverythingElseToTheParser(String body) {
    byte[] bytes = utf8(body);
    assertThat(PlainBody.read(bytes, bytes.length, floats(2, 4, 4))).isFalse();
  }

  @Test
  void whiteSpaceIsAllowedWhereJsonAllowsIt() {
    byte[] bytes = utf8(" {\t\"inputs\" :\n[ [ 1 , 2 ] ,\r[ 3 , 4 ] ] } \n");
    NestedFloats floats = floats(2, 2, 2);
    assertThat(PlainBody.read(bytes, bytes.length, floats)).isTrue();
    assertThat(floats.shape()).isEqualTo(List.of(2L, 2L));
    assertThat(Arrays.copyOf(floats.array(), 4)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void agreesWithTheParserOnMutatedBodies() {
    Random random = new Random(11);
    InstanceReader reader = new InstanceReader(List.of(2L, 2L), 3);
    String alphabet = "[]{},:.eE+-0123456789 \"inputs\n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder body = new StringBuilder("{\"inputs\":[[1.5,2],[-3e1,4]]}");
      for (int k = 0; k <= random.nextInt(3); k++) {
        int at = random.nextInt(body.length());
        body.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] bytes = utf8(body.toString());
      byte[] unusual = utf8(body + "\n");
      assertThat(outcome(reader, bytes)).as(body.toString()).isEqualTo(outcome(reader, unusual));
      if (PlainBody.read(bytes, bytes.length, floats(3, 4, 3))) {
        // What is read here is valid for the parser too, which an unknown field calls in.
        String slow = body.substring(0, body.lastIndexOf("}")) + ",\"x\":0}";
        assertThat(outcome(reader, utf8(slow))).as(slow).isEqualTo(outcome(reader, bytes));
      }
    }
  }

  private static List<Object> outcome(InstanceReader reader, byte[] bytes) {
    try {
      List<Object> samples = new ArrayList<>();
      FloatBuffer values = reader.json(bytes, bytes.length, loan());
      while (values.hasRemaining()) {
        samples.add(values.get());
      }
      return samples;
    } catch (ProblemException e) {
      return List.of(e.problem().status(), e.problem().pointer());
    }
  }

  private static int length(String number) {
    return "{\"inputs\":[]}".length() + number.length();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
