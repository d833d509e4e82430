package io.edge4j.maven.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times models against each other: rounds of random order, so that whatever else the machine does
 * meets all of them. Good enough to choose by; what a gate decides by is the benchmark's business.
 *
 * @param inputs what every run gets
 */
record InterleavedClock(Map<String, OnnxTensor> inputs) {
  private static final int ROUNDS = 101;

  /** A round of one model takes at least this long, so that the clock's grain does not show. */
  private static final long ROUND_NANOS = 2_000_000;

  private static final long WARM_UP_NANOS = 300_000_000;

  Latencies time(Map<String, OrtModel> models) throws OrtException {
    Map<String, Integer> runsARound = new LinkedHashMap<>();
    for (Map.Entry<String, OrtModel> model : models.entrySet()) {
      runsARound.put(model.getKey(), warmUp(model.getValue()));
    }
    Map<String, double[]> times = new LinkedHashMap<>();
    models.keySet().forEach(name -> times.put(name, new double[ROUNDS]));
    List<String> order = new ArrayList<>(models.keySet());
    Random random = new Random(42);
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
      for (String name : order) {
        int runs = runsARound.get(name);
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
          models.get(name).run(inputs);
        }
        times.get(name)[round] = (System.nanoTime() - start) / 1e3 / runs;
      }
    }
    return new Latencies(times);
  }

  /** Runs until things have settled; tells how many runs fill a round. */
  private int warmUp(OrtModel model) throws OrtException {
    long start = System.nanoTime();
    int runs = 0;
    long elapsed = 0;
    while (elapsed < WARM_UP_NANOS || runs < 3) {
      model.run(inputs);
      runs++;
      elapsed = System.nanoTime() - start;
    }
    return (int) Math.max(1, ROUND_NANOS * runs / elapsed);
  }
}
