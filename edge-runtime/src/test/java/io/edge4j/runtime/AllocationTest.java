package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a prediction leaves for the garbage collector. */
class AllocationTest {
  private static final int WARM_UP = 3_000;
  private static final int CALLS = 2_000;
  private static final long MOST_BYTES = 600;

  @Test
  void aPredictionAllocatesLittleMoreThanItsAnswer() throws IOException {
    float[] image = SeedCnn.images()[0];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (EdgeModel model = SeedCnn.open()) {
      Predictor predictor = model.predictor();
      int sum = 0;
      for (int i = 0; i < WARM_UP; i++) {
        sum += predictor.predict(image).index();
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        sum += predictor.predict(image).index();
      }
      long each = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
      assertThat(sum).isEqualTo(9 * (WARM_UP + CALLS));
      assertThat(each).as("bytes a prediction").isLessThanOrEqualTo(MOST_BYTES);
    }
  }
}
