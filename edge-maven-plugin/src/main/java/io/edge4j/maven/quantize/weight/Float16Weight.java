package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.TensorData;
import io.edge4j.model.Float16;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A float weight rounded to half precision, computed from it each time it is written.
 *
 * @param weight the float weight, which stays where it is
 */
public record Float16Weight(Initializer weight) implements TensorData {

  /**
   * What rounding costs: the L2 norm of the difference over that of the weight. Infinite when an
   * element is not finite, or beyond what half precision holds.
   */
  public double relativeError() throws IOException {
    double[] sums = new double[2];
    FloatStream.over(
        weight,
        (values, count, first) -> {
          for (int i = 0; i < count; i++) {
            double value = values[i];
            double rounded = Float16.toFloat(Float16.fromFloat(values[i]));
            double lost = value - rounded;
            sums[0] += lost * lost;
            sums[1] += value * value;
          }
        });
    if (!Double.isFinite(sums[0])) {
      return Double.POSITIVE_INFINITY;
    }
    return sums[0] == 0 ? 0 : Math.sqrt(sums[0] / sums[1]);
  }

  @Override
  public long length() {
    return weight.elements() * Short.BYTES;
  }

  @Override
  public InputStream open() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeTo(out);
    return new ByteArrayInputStream(out.toByteArray());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] bytes = new byte[FloatStream.LARGEST_RUN * Short.BYTES];
    FloatStream.over(
        weight,
        (values, count, first) -> {
          for (int i = 0; i < count; i++) {
            short half = Float16.fromFloat(values[i]);
            bytes[2 * i] = (byte) half;
            bytes[2 * i + 1] = (byte) (half >> Byte.SIZE);
          }
          out.write(bytes, 0, count * Short.BYTES);
        });
  }
}
