package io.edge4j.runtime;

import ai.onnxruntime.OrtException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Idle bindings, kept for the next call. Taking and giving back are single atomic exchanges on a
 * slot, so no caller waits for another; more callers than slots make bindings of their own, which
 * are closed afterwards.
 */
final class IoBindingPool {
  /** Makes a binding when no idle one is found. */
  interface Source {
    IoBinding create() throws OrtException;
  }

  private final AtomicReferenceArray<IoBinding> idle;
  private final Source source;

  IoBindingPool(int slots, Source source) {
    this.idle = new AtomicReferenceArray<>(slots);
    this.source = source;
  }

  IoBinding take() throws OrtException {
    int slots = idle.length();
    int start = start(slots);
    for (int i = 0; i < slots; i++) {
      int slot = (start + i) % slots;
      // Reading first keeps the cache line shared while a slot is empty.
      if (idle.getOpaque(slot) != null) {
        IoBinding binding = idle.getAndSet(slot, null);
        if (binding != null) {
          return binding;
        }
      }
    }
    return source.create();
  }

  void give(IoBinding binding) {
    int slots = idle.length();
    int start = start(slots);
    for (int i = 0; i < slots; i++) {
      if (idle.compareAndSet((start + i) % slots, null, binding)) {
        return;
      }
    }
    binding.close();
  }

  /** Closes the idle bindings; only when nobody takes or gives any more. */
  void close() {
    for (int slot = 0; slot < idle.length(); slot++) {
      IoBinding binding = idle.getAndSet(slot, null);
      if (binding != null) {
        binding.close();
      }
    }
  }

  /** Threads begin at different slots, and each finds the one it last gave back. */
  private static int start(int slots) {
    return (int) (Thread.currentThread().getId() % slots);
  }
}
