package io.edge4j.runtime.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How much memory the bodies of all requests may hold together: a thousand clients that each send
 * nearly a largest body, slowly, must not fill the heap.
 */
final class BodyBudget {
  private static final long SHARE_OF_HEAP = 4;

  /**
   * Arrays up to this are handed on: clients of a model send bodies of one size, again and again.
   */
  private static final int LARGEST_HANDED_ON = 16 << 10;

  private final AtomicLong left;
  private final AtomicReference<byte[]> handedOn = new AtomicReference<>();

  /** A quarter of the heap, and at least one largest body. */
  BodyBudget(long maxBodyBytes) {
    left = new AtomicLong(Math.max(maxBodyBytes, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  /** Whether the bytes could be had; whoever got them gives them back. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  /**
   * An array that a body before has given back, counted as taken. What it holds is left from there.
   *
   * @return null when there is none of that length or the bytes cannot be had
   */
  byte[] takeUsed(int length) {
    byte[] used = handedOn.getAndSet(null);
    return used != null && used.length >= length && take(used.length) ? used : null;
  }

  /** Gives back bytes that were taken. */
  void give(long bytes) {
    left.addAndGet(bytes);
  }

  /** Gives back what a body held; the body may not look at the array again. */
  void give(byte[] array) {
    give(array.length);
    byte[] other = handedOn.get();
    if (array.length <= LARGEST_HANDED_ON && (other == null || other.length < array.length)) {
      handedOn.set(array);
    }
  }
}
