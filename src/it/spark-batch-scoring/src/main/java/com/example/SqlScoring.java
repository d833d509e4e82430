package com.example;

import io.edge4j.model.InvalidInputException;
import io.edge4j.runtime.batch.ModelReference;
import io.edge4j.runtime.batch.Scored;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/** The model as a SQL function. Arguments: input and output. */
public final class SqlScoring {
  private static final StructType ANSWER =
      new StructType()
          .add("label", DataTypes.StringType)
          .add("probability", DataTypes.FloatType)
          .add("reason", DataTypes.StringType);

  private SqlScoring() {}

  public static void main(String[] arguments) throws Exception {
    try (SparkSession spark = SparkSession.builder().appName("sql-scoring").getOrCreate()) {
      ModelReference model = ModelReference.ofResource("META-INF/edge/garments.onnx");
      UDF1<Seq<Float>, Row> garment = pixels -> answer(model.score(pixels, SqlScoring::sample));
      spark.udf().register("garment", garment, ANSWER);
      spark.read().parquet(arguments[0]).createOrReplaceTempView("images");
      spark
          .sql("SELECT id, answer.* FROM (SELECT id, garment(pixels) AS answer FROM images)")
          .write()
          .parquet(arguments[1]);
    }
  }

  private static Row answer(Scored<Seq<Float>> scored) {
    return scored
        .prediction()
        .map(found -> RowFactory.create(found.label(), found.probability(), null))
        .orElseGet(() -> RowFactory.create(null, null, scored.rejection().orElseThrow()));
  }

  private static float[] sample(Seq<Float> pixels) {
    if (pixels == null) {
      throw new InvalidInputException("expected pixels, found null");
    }
    float[] values = new float[pixels.length()];
    for (int i = 0; i < values.length; i++) {
      Float value = pixels.apply(i);
      if (value == null) {
        throw new InvalidInputException("expected a pixel, found null at index " + i);
      }
      values[i] = value;
    }
    return values;
  }
}
