package io.edge4j.runtime.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the bodies of all requests may hold together: a thousand clients that each send
 * nearly a largest body, slowly, must not fill the heap.
 */
final class BodyBudget {
  private static final long SHARE_OF_HEAP = 4;

  private final AtomicLong left;

  /** A quarter of the heap, and at least one largest body. */
  BodyBudget(long maxBodyBytes) {
    left = new AtomicLong(Math.max(maxBodyBytes, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  /** Whether the bytes could be had; whoever got them gives them {@link #back}. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void back(long bytes) {
    left.addAndGet(bytes);
  }
}
