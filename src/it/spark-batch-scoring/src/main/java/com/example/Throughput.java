package com.example;

import io.edge4j.runtime.Predictor;
import io.edge4j.runtime.batch.ModelReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * Images a second, without reading or writing: Spark on one and on two executors against a bare
 * loop over the predictor on one and on two threads, in turn. Arguments: images of a measurement on
 * one core, and rounds. Prints one line a round; the first round only warms up.
 */
public final class Throughput {
  private static final int IMAGES = 1_000;
  private static final int PIXELS = 784;

  private Throughput() {}

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    ModelReference model = ModelReference.ofResource("META-INF/edge/garments.onnx");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (SparkSession spark = SparkSession.builder().appName("throughput").getOrCreate()) {
      for (int round = 0; round <= rounds; round++) {
        Map<String, Double> rates = new TreeMap<>();
        for (int cores = 1; cores <= 2; cores++) {
          long start = System.nanoTime();
          bare(threads, model, cores, count);
          rates.put("bare-" + cores, rate(start, cores * count));
          start = System.nanoTime();
          onSpark(spark, model, cores, count);
          rates.put("spark-" + cores, rate(start, cores * count));
        }
        System.out.println((round == 0 ? "WARM-UP " : "RATES ") + rates);
      }
    } finally {
      threads.shutdown();
    }
  }

  private static double rate(long start, long images) {
    return images * 1e9 / (System.nanoTime() - start);
  }

  private static void bare(ExecutorService threads, ModelReference model, int cores, int count)
      throws Exception {
    Predictor predictor = model.predictor();
    float[][] images = images();
    List<Callable<Integer>> loops = new ArrayList<>();
    for (int core = 0; core < cores; core++) {
      loops.add(
          () -> {
            int sum = 0;
            for (int i = 0; i < count; i++) {
              sum += predictor.predict(images[i % images.length]).index();
            }
            return sum;
          });
    }
    for (Future<Integer> loop : threads.invokeAll(loops)) {
      loop.get();
    }
  }

  private static void onSpark(SparkSession spark, ModelReference model, int cores, int count) {
    MapPartitionsFunction<Long, Image> source = ids -> new Source(ids, images());
    spark
        .range(0, (long) cores * count, 1, cores)
        .mapPartitions(source, Encoders.bean(Image.class))
        .mapPartitions(new ScoreImages(model), Encoders.bean(ScoredImage.class))
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
  }

  /** Images that are there already. */
  private record Source(Iterator<Long> ids, float[][] images) implements Iterator<Image> {
    @Override
    public boolean hasNext() {
      return ids.hasNext();
    }

    @Override
    public Image next() {
      long id = ids.next();
      Image image = new Image();
      image.setId(id);
      image.setPixels(images[(int) (id % images.length)]);
      return image;
    }
  }

  private static float[][] images() {
    Random random = new Random(42);
    float[][] images = new float[IMAGES][PIXELS];
    for (float[] image : images) {
      for (int i = 0; i < PIXELS; i++) {
        image[i] = random.nextFloat();
      }
    }
    return images;
  }
}
