package io.edge4j.runtime.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * How much of the heap clients may hold together. Half of it is theirs, whatever they send: a
 * quarter is for connections, whose number is limited by it, and a quarter for what requests bring
 * and ask for beyond that: bodies, the numbers read from them, answers until they are taken, long
 * headers. The other half is for the server itself, the young generation, and whatever a collector
 * wants.
 */
final class MemoryBudget {
  private static final long SHARE_OF_HEAP = 4;

  /**
   * An open connection with a request of usual headers: 4.4 KB measured with Jetty 12.1 and JDK 17,
   * of which its own objects are most, and headers within {@link #FREE_HEADER_BYTES}.
   */
  private static final long CONNECTION_BYTES = 5_500;

  /** What the headers of a connection may hold without being counted. */
  static final long FREE_HEADER_BYTES = 1_000;

  private static final int FEWEST_CONNECTIONS = 8;

  /**
   * Arrays up to this are handed on: clients of a model send bodies of one size, again and again.
   */
  private static final int LARGEST_HANDED_ON = 16 << 10;

  private final long heap;
  private final long total;
  private final AtomicLong left;
  private final AtomicReference<byte @Nullable []> handedOn = new AtomicReference<>();

  /**
   * @param heap the largest heap there may be, in bytes
   */
  MemoryBudget(long heap) {
    this.heap = heap;
    this.total = heap / SHARE_OF_HEAP;
    this.left = new AtomicLong(total);
  }

  static MemoryBudget ofThisProcess() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory());
  }

  /** How many connections may be open at once. */
  int connections() {
    long most = heap / SHARE_OF_HEAP / CONNECTION_BYTES;
    return (int) Math.max(FEWEST_CONNECTIONS, Math.min(Integer.MAX_VALUE, most));
  }

  /** What all requests may hold together, in bytes; no body can be larger. */
  long total() {
    return total;
  }

  /** Nothing, until it takes. */
  Loan loan() {
    return new Loan();
  }

  private boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  /** What one request, or the headers of one connection, hold; given back at its end. */
  final class Loan implements AutoCloseable {
    private long held;

    private Loan() {}

    /**
     * Takes bytes.
     *
     * @return why they cannot be had; null when they are taken
     */
    synchronized @Nullable Problem take(long bytes) {
      if (MemoryBudget.this.take(bytes)) {
        held += bytes;
        return null;
      }
      return held + bytes > total
          ? Problem.of(
              HttpStatus.PAYLOAD_TOO_LARGE_413,
              "The request needs more than "
                  + total
                  + " bytes of memory, which is all that the server's heap has for requests.")
          : Problem.of(
              HttpStatus.SERVICE_UNAVAILABLE_503,
              "Too much memory is held by other requests; retry later.");
    }

    /** As {@link #take}, for whoever can only throw the refusal. */
    void require(long bytes) throws ProblemException {
      Problem refusal = take(bytes);
      if (refusal != null) {
        throw new ProblemException(refusal);
      }
    }

    /** As {@link #require}, from where only unchecked exceptions come out. */
    void admit(long bytes) {
      Problem refusal = take(bytes);
      if (refusal != null) {
        throw new UncheckedProblemException(refusal);
      }
    }

    /**
     * Holds these bytes and no others.
     *
     * @return why they cannot be had, which may be when they are more; null when they are held
     */
    synchronized @Nullable Problem holdOnly(long bytes) {
      if (bytes > held) {
        return take(bytes - held);
      }
      keep(bytes);
      return null;
    }

    /**
     * An array that a request before has given back, counted as taken. What it holds is left from
     * there.
     *
     * @return null when there is none of that length or the bytes cannot be had
     */
    synchronized byte @Nullable [] takeUsed(int length) {
      byte[] used = handedOn.getAndSet(null);
      if (used == null || used.length < length || !MemoryBudget.this.take(used.length)) {
        return null;
      }
      held += used.length;
      return used;
    }

    /** Gives back an array; nobody may look at it again. */
    synchronized void give(byte[] array) {
      keep(held - array.length);
      byte[] other = handedOn.get();
      if (array.length <= LARGEST_HANDED_ON && (other == null || other.length < array.length)) {
        handedOn.set(array);
      }
    }

    /** Gives back all but these bytes. */
    synchronized void keep(long bytes) {
      left.addAndGet(held - bytes);
      held = bytes;
    }

    /** Gives back everything. */
    @Override
    public void close() {
      keep(0);
    }
  }
}
