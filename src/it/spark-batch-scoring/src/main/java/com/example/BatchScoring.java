package com.example;

import io.edge4j.runtime.batch.ModelReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Reads images from Parquet, scores each once, and writes Parquet: {@code status=scored} and {@code
 * status=rejected}, both by the same write and so by the same commit.
 *
 * <p>Arguments: input, output, and the number of partitions, 0 for what Spark finds best.
 */
public final class BatchScoring {
  private BatchScoring() {}

  public static void main(String[] arguments) throws Exception {
    int partitions = Integer.parseInt(arguments[2]);
    try (SparkSession spark = SparkSession.builder().appName("batch-scoring").getOrCreate()) {
      ModelReference model = ModelReference.ofResource("META-INF/edge/garments.onnx");
      Dataset<Image> images =
          spark.read().parquet(arguments[0]).as(Encoders.bean(Image.class));
      (partitions == 0 ? images : images.coalesce(partitions))
          .mapPartitions(new ScoreImages(model), Encoders.bean(ScoredImage.class))
          .write()
          .mode(SaveMode.ErrorIfExists)
          .partitionBy("status")
          .parquet(arguments[1]);
    }
  }
}
