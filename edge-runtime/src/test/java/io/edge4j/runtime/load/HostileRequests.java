package io.edge4j.runtime.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests that no honest client sends: a list by hand, and mutations of a right one. */
final class HostileRequests {
  private static final String HEAD =
      "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

  private static final List<String> BODIES =
      List.of(
          "",
          "null",
          "[]",
          "{}",
          "{\"inputs\":",
          "{\"inputs\":null}",
          "{\"inputs\":{\"inputs\":[1]}}",
          "{\"inputs\":[1e400]}",
          "{\"inputs\":[NaN,Infinity,-Infinity]}",
          "{\"inputs\":[" + "1,".repeat(50_000) + "1]}",
          "{\"inputs\":[" + "9".repeat(20_000) + "]}",
          "{\"inputs\":[0." + "0".repeat(900) + "1]}",
          "[".repeat(100_000),
          "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
          "{\"inputs\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
          "{\"" + "k".repeat(100_000) + "\":1}",
          "{\"inputs\":\"" + "\\u0000".repeat(1_000) + "\"}",
          "\u00ff\u00fe{\u0000",
          "{\"inputs\":[1],\"inputs\":[2]}",
          "{\"\\u0069nputs\":[1]}");

  private static final List<String> WHOLE =
      List.of(
          "\u0000\u0001\u0002\r\n\r\n",
          "GET\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/0.0\r\nHost: a\r\n\r\n",
          "GET /" + "a/".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /predict%00 HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /healthz HTTP/1.1\r\n" + "X: y\r\n".repeat(2_000) + "\r\n",
          "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Request-ID: a\u0000b\r\n\r\n",
          "DELETE /predict HTTP/1.1\r\nHost: a\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
          HEAD + "Content-Length: 99999999999999999999\r\n\r\n",
          HEAD + "Content-Length: 0x10\r\n\r\n0123456789abcdef",
          HEAD + "Content-Length: 5, 5\r\n\r\n12345",
          HEAD + "Content-Length: 2147483648\r\n\r\n{",
          HEAD + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{",
          HEAD + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{",
          HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
          HEAD + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
          "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: " + "x".repeat(3_000) + "\r\n\r\n");

  private final Random random;
  private final byte[] right;

  /**
   * @param right a right request, to be mutated
   */
  HostileRequests(long seed, byte[] right) {
    this.random = new Random(seed);
    this.right = right.clone();
  }

  /** The listed ones first, then mutations without end. */
  byte[] get(int index) {
    if (index < BODIES.size()) {
      String body = BODIES.get(index);
      return latin(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }
    if (index < BODIES.size() + WHOLE.size()) {
      return latin(WHOLE.get(index - BODIES.size()));
    }
    return mutated();
  }

  private byte[] mutated() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(right);
    byte[] bytes = out.toByteArray();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(random.nextBoolean() ? bytes.length : 150);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = cut(bytes, at);
        default -> bytes = doubled(bytes, at);
      }
      if (bytes.length < 160) {
        break;
      }
    }
    return bytes;
  }

  private byte[] cut(byte[] bytes, int at) {
    int length = random.nextInt(Math.min(40, bytes.length - at));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.write(bytes, at + length, bytes.length - at - length);
    return out.toByteArray();
  }

  private byte[] doubled(byte[] bytes, int at) {
    int length = random.nextInt(Math.min(40, bytes.length - at));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at + length);
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
