package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request's body, as far as they have arrived. Grows with what arrives, never with
 * what is announced, and is counted in a {@link MemoryBudget} until it is released.
 */
final class Body {
  private static final int FIRST_BUFFER = 16 << 10;

  private final int maxBytes;
  private final MemoryBudget.Loan loan;
  private byte[] bytes = {};
  private int length;
  private boolean released;

  Body(int maxBytes, MemoryBudget.Loan loan) {
    this.maxBytes = maxBytes;
    this.loan = loan;
  }

  /**
   * Appends what the buffer holds.
   *
   * @return why that could not be; null when it could
   */
  synchronized @Nullable Problem append(ByteBuffer more, long announced) {
    int count = more.remaining();
    if (released || count == 0) {
      return null;
    }
    if (count > maxBytes - length) {
      return tooLarge(maxBytes);
    }
    if (length + count > bytes.length) {
      Problem refusal = grow(length + count, announced);
      if (refusal != null) {
        return refusal;
      }
    }
    more.get(bytes, length, count);
    length += count;
    return null;
  }

  private @Nullable Problem grow(int needed, long announced) {
    byte[] used = bytes.length == 0 ? loan.takeUsed(needed) : null;
    if (used != null) {
      bytes = used;
      return null;
    }
    long wanted = Math.max(FIRST_BUFFER, 2L * bytes.length);
    if (announced >= 0) {
      wanted = Math.min(wanted, announced);
    }
    int size = (int) Math.max(needed, Math.min(wanted, maxBytes));
    Problem refusal = loan.take(size - bytes.length);
    if (refusal == null) {
      bytes = Arrays.copyOf(bytes, size);
    }
    return refusal;
  }

  /** The array whose first {@link #length} bytes are the body. */
  synchronized byte[] bytes() {
    return bytes;
  }

  synchronized int length() {
    return length;
  }

  /** Forgets the bytes and gives their memory back. */
  synchronized void release() {
    if (!released) {
      released = true;
      loan.give(bytes);
      bytes = new byte[0];
    }
  }

  static Problem tooLarge(int maxBytes) {
    return Problem.of(
        HttpStatus.PAYLOAD_TOO_LARGE_413, "The body is larger than " + maxBytes + " bytes.");
  }
}
