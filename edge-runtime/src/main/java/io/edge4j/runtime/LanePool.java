package io.edge4j.runtime;

import ai.onnxruntime.OrtException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Idle lanes. Taking and giving back are single atomic exchanges on a slot, so no caller waits for
 * another; more callers than slots make lanes of their own, which are closed afterwards.
 */
final class LanePool {
  /** Makes a lane when no idle one is found. */
  interface Source {
    Lane create() throws OrtException;
  }

  private final AtomicReferenceArray<Lane> idle;
  private final Source source;

  LanePool(int slots, Source source) {
    this.idle = new AtomicReferenceArray<>(slots);
    this.source = source;
  }

  Lane take() throws OrtException {
    int slots = idle.length();
    int start = start(slots);
    for (int i = 0; i < slots; i++) {
      int slot = (start + i) % slots;
      // Reading first keeps the cache line shared while a slot is empty.
      if (idle.getOpaque(slot) != null) {
        Lane lane = idle.getAndSet(slot, null);
        if (lane != null) {
          return lane;
        }
      }
    }
    return source.create();
  }

  void give(Lane lane) {
    int slots = idle.length();
    int start = start(slots);
    for (int i = 0; i < slots; i++) {
      if (idle.compareAndSet((start + i) % slots, null, lane)) {
        return;
      }
    }
    lane.close();
  }

  /** Closes the idle lanes; only when nobody takes or gives any more. */
  void close() {
    for (int slot = 0; slot < idle.length(); slot++) {
      Lane lane = idle.getAndSet(slot, null);
      if (lane != null) {
        lane.close();
      }
    }
  }

  /** Threads begin at different slots, and each finds the one it last gave back. */
  private static int start(int slots) {
    return (int) (Thread.currentThread().getId() % slots);
  }
}
