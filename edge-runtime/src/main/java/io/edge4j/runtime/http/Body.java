package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The bytes of a request's body, as far as they have arrived. Grows with what arrives, never with
 * what is announced, and counts in a {@link BodyBudget} until it is released.
 */
final class Body {
  private static final int FIRST_BUFFER = 16 << 10;

  private final int maxBytes;
  private final BodyBudget budget;
  private byte[] bytes = {};
  private int length;
  private boolean released;

  Body(int maxBytes, BodyBudget budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /**
   * Appends what the buffer holds.
   *
   * @return why that could not be; null when it could
   */
  synchronized Problem append(ByteBuffer more, long announced) {
    int count = more.remaining();
    if (released || count == 0) {
      return null;
    }
    if (count > maxBytes - length) {
      return tooLarge(maxBytes);
    }
    if (length + count > bytes.length && !grow(length + count, announced)) {
      return noRoom();
    }
    more.get(bytes, length, count);
    length += count;
    return null;
  }

  private boolean grow(int needed, long announced) {
    byte[] used = bytes.length == 0 ? budget.takeUsed(needed) : null;
    if (used != null) {
      bytes = used;
      return true;
    }
    long wanted = Math.max(FIRST_BUFFER, 2L * bytes.length);
    if (announced >= 0) {
      wanted = Math.min(wanted, announced);
    }
    int size = (int) Math.max(needed, Math.min(wanted, maxBytes));
    if (!budget.take(size - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, size);
    return true;
  }

  /** The array whose first {@link #length} bytes are the body. */
  synchronized byte[] bytes() {
    return bytes;
  }

  synchronized int length() {
    return length;
  }

  /** Forgets the bytes and gives their memory back to the budget. */
  synchronized void release() {
    if (!released) {
      released = true;
      budget.give(bytes);
      bytes = new byte[0];
    }
  }

  static Problem tooLarge(int maxBytes) {
    return Problem.of(
        HttpStatus.PAYLOAD_TOO_LARGE_413, "The body is larger than " + maxBytes + " bytes.");
  }

  private static Problem noRoom() {
    return Problem.of(
        HttpStatus.SERVICE_UNAVAILABLE_503, "The bodies of other requests fill the memory.");
  }
}
