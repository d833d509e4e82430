package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * Closes the engine's arrays that a run needs no more.
 *
 * <p>DJL's blocks leave what they compute on the way to whoever owns the manager, so a run would
 * hold every activation until its end. Here an array is closed when its proxy is unreachable. The
 * collector does not see native memory and would come too late, hence it is asked for whenever a
 * certain amount has been computed since; {@code java.nio} does the same for its direct buffers.
 */
final class ArrayReclaimer {
  private static final long BYTES_BETWEEN_COLLECTIONS = 32L << 20;

  /** The references are put into their queue by another thread, soon after a collection. */
  private static final long WAIT_MILLIS = 20;

  private final ReferenceQueue<ArrayProxy> unreachable = new ReferenceQueue<>();
  private final Set<Watched> watched = new HashSet<>();
  private long computed;

  /** Closes the array after its proxy has become unreachable. */
  void watch(ArrayProxy proxy, NDArray array) {
    watched.add(new Watched(proxy, array, unreachable));
    computed += array.size() * array.getDataType().getNumOfBytes();
    if (computed > BYTES_BETWEEN_COLLECTIONS) {
      computed = 0;
      reclaim();
    }
  }

  /** Closes everything else when the run has ended: from then on only its outputs are wanted. */
  void closeAllBut(NDList outputs) {
    for (Watched one : watched) {
      if (outputs.stream().noneMatch(output -> output == one.array)) {
        one.array.close();
      }
    }
    watched.clear();
  }

  private void reclaim() {
    System.gc();
    try {
      for (Reference<?> one = unreachable.remove(WAIT_MILLIS);
          one != null;
          one = unreachable.poll()) {
        ((Watched) one).array.close();
        watched.remove(one);
      }
    } catch (InterruptedException e) {
      // Whoever asked the thread to stop is heard by the next that waits; the arrays can stay.
      Thread.currentThread().interrupt();
    }
  }

  private static final class Watched extends PhantomReference<ArrayProxy> {
    private final NDArray array;

    Watched(ArrayProxy proxy, NDArray array, ReferenceQueue<ArrayProxy> queue) {
      super(proxy, queue);
      this.array = array;
    }
  }
}
