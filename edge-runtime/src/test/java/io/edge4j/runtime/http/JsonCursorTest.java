package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The cursor takes what Jackson takes, and refuses what Jackson refuses. */
class JsonCursorTest {
  private static final String DOCUMENT =
      "{\"a\" : [ -0.5e+10, 0, 17 , true,false,null, \"\\u00e4\u00e4\\n\\\\ \\/\" ],"
          + "\"\":{\"x\":{},\"y\":[[ ]]} , \"z\":\"\ud83d\ude00\"}";
  private static final String ALPHABET = "{}[]:,\"\\0129.-+eEtrufalsn \n\u0001\u00e4u";

  private static boolean cursorAccepts(byte[] text) {
    JsonCursor cursor = new JsonCursor(text, 0, text.length);
    try {
      cursor.skip();
      return cursor.peek() == JsonCursor.END;
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isEqualTo(400);
      return false;
    }
  }

  private static boolean jacksonAccepts(byte[] text) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void acceptsTheDocument() {
    assertThat(cursorAccepts(DOCUMENT.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @Test
  void agreesWithJacksonOnMutatedDocuments() {
    Random random = new Random(5);
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder mutated = new StringBuilder(DOCUMENT);
      for (int k = 0; k <= random.nextInt(3); k++) {
        int at = random.nextInt(mutated.length());
        char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        switch (random.nextInt(3)) {
          case 0 -> mutated.setCharAt(at, other);
          case 1 -> mutated.insert(at, other);
          default -> mutated.deleteCharAt(at);
        }
      }
      byte[] text = mutated.toString().getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(10) == 0) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      boolean expected = jacksonAccepts(text);
      accepted += expected ? 1 : 0;
      assertThat(cursorAccepts(text))
          .as(new String(text, StandardCharsets.ISO_8859_1))
          .isEqualTo(expected);
    }
    assertThat(accepted).isBetween(1_000, 99_000);
  }

  @Test
  void readsTheStringsThatJacksonReads() throws Exception {
    Random random = new Random(6);
    List<String> pieces =
        List.of("a", "\\n", "\\u0041", "\\ud83d\\ude00", "\u00e4", "\ud83d\ude00", "\\\"", "\\/");
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder("\"");
      for (int k = 0; k < random.nextInt(12); k++) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      byte[] bytes = text.append('"').toString().getBytes(StandardCharsets.UTF_8);
      try (JsonParser parser = new JsonFactory().createParser(bytes)) {
        assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
        assertThat(new JsonCursor(bytes, 0, bytes.length).string()).isEqualTo(parser.getText());
      }
    }
  }

  @Test
  void nestingHasAnEndBeforeTheStackHas() {
    byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    List<Integer> statuses = new ArrayList<>();
    try {
      new JsonCursor(deep, 0, deep.length).skip();
    } catch (ProblemException e) {
      statuses.add(e.problem().status());
    }
    assertThat(statuses).containsExactly(422);
  }

  @Test
  void readsWholeNumbersToTheLastOne() {
    byte[] text =
        "9223372036854775807,-9223372036854775808,0,-7]".getBytes(StandardCharsets.US_ASCII);
    long[] numbers = new long[4];
    assertThat(new JsonCursor(text, 0, text.length).longs(numbers, 0)).isEqualTo(4);
    assertThat(numbers).containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, 0, -7);
    for (String wrong : List.of("9223372036854775808]", "-9223372036854775809]", "01]", "1.0]")) {
      byte[] other = wrong.getBytes(StandardCharsets.US_ASCII);
      assertThat(new JsonCursor(other, 0, other.length).longs(numbers, 0)).as(wrong).isZero();
    }
  }
}
