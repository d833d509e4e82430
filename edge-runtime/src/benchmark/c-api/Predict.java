import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.model.OutputKind;
import io.edge4j.runtime.Predictor;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * The same work as predict.c through edge-runtime: {@code Predict MODEL SAMPLES.f32 CALLS}. For
 * each line on standard input a round of CALLS predictions is run, and its median in microseconds
 * printed, with the sum of the classes found.
 */
class Predict {
  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[2]);
    EdgeOptions options = EdgeOptions.defaults().withOutput(OutputKind.LOGITS);
    try (EdgeModel model = EdgeModel.open(Path.of(args[0]), options)) {
      int pixels = 1;
      for (long axis : model.info().sampleShape()) {
        pixels *= (int) axis;
      }
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(Path.of(args[1]))).order(ByteOrder.LITTLE_ENDIAN);
      float[][] samples = new float[bytes.remaining() / Float.BYTES / pixels][pixels];
      for (float[] sample : samples) {
        for (int i = 0; i < pixels; i++) {
          sample[i] = bytes.getFloat();
        }
      }
      Predictor predictor = model.predictor();
      long[] times = new long[calls];
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while (in.readLine() != null) {
        long classes = 0;
        for (int call = 0; call < calls; call++) {
          float[] sample = samples[call % samples.length];
          long begin = System.nanoTime();
          int index = predictor.predict(sample).index();
          times[call] = System.nanoTime() - begin;
          classes += index;
        }
        Arrays.sort(times);
        System.out.println(String.format(Locale.ROOT, "%.2f %d", times[calls / 2] / 1e3, classes));
      }
    }
  }
}
