package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Runs a block with PyTorch and its export with ONNX Runtime, and measures the difference. */
final class Parity {
  private final List<InputSpec> specs;
  private final double tolerance;

  Parity(List<InputSpec> specs, double tolerance) {
    this.specs = specs;
    this.tolerance = tolerance;
  }

  /**
   * Compares both on each of the cases.
   *
   * @return one for each element of {@code all}
   * @throws ExportException when ONNX Runtime does not load or run the model, or gives outputs of
   *     another shape or type
   */
  List<ParityFigures> measure(Path onnx, List<ParityCases> all) throws ExportException {
    // The environment is one for the whole process and is left open on purpose.
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (NDManager manager = NDManager.newBaseManager()) {
      // First one engine, then the other: what one needs to run is free when the other loads.
      List<Comparison> comparisons = new ArrayList<>();
      for (ParityCases cases : all) {
        comparisons.add(new Comparison(cases, manager));
      }
      try (OrtSession.SessionOptions options = options();
          OrtSession session = environment.createSession(onnx.toString(), options)) {
        List<ParityFigures> figures = new ArrayList<>();
        for (Comparison comparison : comparisons) {
          figures.add(comparison.run(environment, session));
        }
        return figures;
      }
    } catch (OrtException e) {
      throw new ExportException(MissingKernels.explained(e.getMessage()), e);
    }
  }

  /** Whether two answers of one engine are the same, but for what threads do to last bits. */
  static boolean isSame(NDArray a, NDArray b) {
    if (!a.getShape().equals(b.getShape()) || a.getDataType() != b.getDataType()) {
      return false;
    }
    ByteBuffer first = a.toByteBuffer();
    ByteBuffer second = b.toByteBuffer();
    if (first.equals(second)) {
      return true;
    }
    Output output = new Output();
    output.expect(first.duplicate().order(first.order()), a.getDataType());
    output.compare(first, second, a.getDataType());
    return output.largest <= ExportOptions.DEFAULT_TOLERANCE * output.scale.value();
  }

  /** A session for a few runs: it keeps neither a second layout of the weights nor an arena. */
  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.addConfigEntry("session.disable_prepacking", "1");
    options.setCPUArenaAllocator(false);
    options.setMemoryPatternOptimization(false);
    return options;
  }

  /** One output over all batches: its scale first, then the differences. */
  private static final class Output {
    private final OutputScale scale = new OutputScale();
    private double largest;
    private double sum;
    private long count;

    void expect(ByteBuffer numbers, DataType type) {
      while (numbers.hasRemaining()) {
        scale.add(next(numbers, type));
      }
    }

    void compare(ByteBuffer expected, ByteBuffer found, DataType type) {
      double unit = scale.value();
      while (expected.hasRemaining()) {
        double difference = difference(next(expected, type), next(found, type), unit);
        largest = Math.max(largest, difference);
        sum += difference;
        count++;
      }
    }

    private static double difference(double expected, double found, double unit) {
      // The same infinity, or no number in both, is no difference.
      if (Double.compare(expected, found) == 0) {
        return 0;
      }
      double difference = Math.abs(expected - found);
      if (Double.isNaN(difference) || Double.isInfinite(expected)) {
        return Double.POSITIVE_INFINITY;
      }
      double magnitude = Math.abs(expected);
      return magnitude > unit ? difference / magnitude * unit : difference;
    }

    ParityFigures.OutputParity figures() {
      return new ParityFigures.OutputParity(largest, count == 0 ? 0 : sum / count, scale.value());
    }
  }

  /** Both engines on some cases; PyTorch's part is done when it is made. */
  private final class Comparison {
    private final ParityCases cases;
    private final List<NDList> expected = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final TreeSet<Integer> batchSizes = new TreeSet<>();
    private int samples;

    Comparison(ParityCases cases, NDManager manager) {
      this.cases = cases;
      for (int i = 0; i < cases.count(); i++) {
        NDList answer = cases.outputs(i, manager);
        expected.add(answer);
        for (int output = 0; output < answer.size(); output++) {
          if (output == outputs.size()) {
            outputs.add(new Output());
          }
          NDArray array = answer.get(output);
          outputs.get(output).expect(array.toByteBuffer(), array.getDataType());
        }
      }
    }

    ParityFigures run(OrtEnvironment environment, OrtSession session)
        throws OrtException, ExportException {
      for (int i = 0; i < expected.size(); i++) {
        Map<String, OnnxTensor> feed = new LinkedHashMap<>();
        try (NDManager manager = NDManager.newBaseManager()) {
          NDList inputs = cases.inputs(i, manager);
          count(inputs.get(0).getShape().getShape());
          for (int input = 0; input < specs.size(); input++) {
            // An input that the outputs do not depend on is still an input of the graph.
            feed.put(specs.get(input).name(), tensor(environment, inputs.get(input)));
          }
          try (OrtSession.Result found = session.run(feed)) {
            for (int output = 0; output < expected.get(i).size(); output++) {
              compare(output, expected.get(i).get(output), found.get(output));
            }
          }
        } finally {
          feed.values().forEach(OnnxTensor::close);
        }
      }
      return ParityFigures.of(
          samples,
          List.copyOf(batchSizes),
          tolerance,
          outputs.stream().map(Output::figures).toList());
    }

    private void count(long[] shape) {
      int size = shape.length == 0 ? 1 : Math.toIntExact(shape[0]);
      samples += size;
      batchSizes.add(size);
    }

    private void compare(int output, NDArray expected, OnnxValue value) throws ExportException {
      OnnxTensor found = (OnnxTensor) value;
      long[] shape = expected.getShape().getShape();
      if (!Arrays.equals(shape, found.getInfo().getShape())) {
        throw new ExportException(
            "output "
                + output
                + " has shape "
                + Arrays.toString(shape)
                + " in PyTorch and "
                + Arrays.toString(found.getInfo().getShape())
                + " in ONNX Runtime");
      }
      ByteBuffer a = expected.toByteBuffer();
      ByteBuffer b = found.getByteBuffer().order(java.nio.ByteOrder.nativeOrder());
      if (a.remaining() != b.remaining()) {
        throw new ExportException(
            "output "
                + output
                + " is of type "
                + expected.getDataType()
                + " in PyTorch and "
                + found.getInfo().type
                + " in ONNX Runtime");
      }
      outputs.get(output).compare(a, b, expected.getDataType());
    }
  }

  private static double next(ByteBuffer bytes, DataType type) {
    return switch (type) {
      case FLOAT32 -> bytes.getFloat();
      case FLOAT64 -> bytes.getDouble();
      case INT64 -> bytes.getLong();
      case INT32 -> bytes.getInt();
      case INT8 -> bytes.get();
      case UINT8 -> bytes.get() & 0xff;
      case BOOLEAN -> bytes.get() == 0 ? 0 : 1;
      default -> throw new UnsupportedCall("outputs of type " + type + " cannot be compared");
    };
  }

  private static OnnxTensor tensor(OrtEnvironment environment, NDArray array) throws OrtException {
    ByteBuffer bytes = array.toByteBuffer(true);
    long[] shape = array.getShape().getShape();
    return OnnxTensor.createTensor(environment, bytes, shape, OnnxTypes.java(array.getDataType()));
  }
}
