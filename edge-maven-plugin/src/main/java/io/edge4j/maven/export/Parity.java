package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
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
  private final Block block;
  private final List<InputSpec> specs;
  private final OperatorTable table;
  private final double tolerance;
  private final TreeSet<Integer> batchSizes = new TreeSet<>();
  private int samples;
  private double largest;
  private double sum;
  private long count;
  private double scale;

  Parity(Block block, List<InputSpec> specs, OperatorTable table, double tolerance) {
    this.block = block;
    this.specs = specs;
    this.table = table;
    this.tolerance = tolerance;
  }

  /**
   * Runs both over all batches.
   *
   * @throws ExportException when ONNX Runtime does not load or run the model, or gives outputs of
   *     another shape or type
   */
  ParityFigures measure(Path onnx, ParityData data) throws ExportException {
    // The environment is one for the whole process and is left open on purpose.
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (NDManager manager = NDManager.newBaseManager()) {
      // First one engine, then the other: what one needs to run is free when the other loads.
      List<NDList> expected = new ArrayList<>();
      for (int i = 0; i < data.batches(); i++) {
        expected.add(expected(data, i, manager));
      }
      try (OrtSession.SessionOptions options = options();
          OrtSession session = environment.createSession(onnx.toString(), options)) {
        for (int i = 0; i < data.batches(); i++) {
          compare(environment, session, data, i, expected.get(i));
        }
      }
    } catch (OrtException e) {
      throw new ExportException(
          "ONNX Runtime does not run the exported model, which is a fault of the exporter: "
              + e.getMessage(),
          e);
    }
    return figures();
  }

  /** A session for a few runs: it keeps neither a second layout of the weights nor an arena. */
  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.addConfigEntry("session.disable_prepacking", "1");
    options.setCPUArenaAllocator(false);
    options.setMemoryPatternOptimization(false);
    return options;
  }

  private ParityFigures figures() {
    return new ParityFigures(
        samples, List.copyOf(batchSizes), largest, count == 0 ? 0 : sum / count, scale, tolerance);
  }

  private NDList expected(ParityData data, int index, NDManager manager) {
    try (NDManager inputs = NDManager.newBaseManager()) {
      NDList kept = new NDList();
      for (NDArray output :
          Tracer.compute(block, specs, data.batch(index, inputs), inputs, table::has)) {
        // A copy: an output may be a view of an input, whose memory goes with the inputs.
        NDArray copy = output.duplicate();
        copy.attach(manager);
        kept.add(copy);
      }
      return kept;
    }
  }

  private void compare(
      OrtEnvironment environment, OrtSession session, ParityData data, int index, NDList expected)
      throws OrtException, ExportException {
    Map<String, OnnxTensor> feed = new LinkedHashMap<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList inputs = data.batch(index, manager);
      long[] first = inputs.get(0).getShape().getShape();
      int size = first.length == 0 ? 1 : Math.toIntExact(first[0]);
      samples += size;
      batchSizes.add(size);
      for (int i = 0; i < specs.size(); i++) {
        // An input that the outputs do not depend on is still an input of the graph.
        feed.put(specs.get(i).name(), tensor(environment, inputs.get(i)));
      }
      try (OrtSession.Result found = session.run(feed)) {
        for (int i = 0; i < expected.size(); i++) {
          compare(i, expected.get(i), found.get(i));
        }
      }
    } finally {
      feed.values().forEach(OnnxTensor::close);
    }
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
    while (a.hasRemaining()) {
      add(next(a, expected.getDataType()), next(b, expected.getDataType()));
    }
  }

  private void add(double expected, double found) {
    // The same infinity, or no number in both, is no difference.
    double difference = Double.compare(expected, found) == 0 ? 0 : Math.abs(expected - found);
    largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    sum += difference;
    count++;
    if (Double.isFinite(expected)) {
      scale = Math.max(scale, Math.abs(expected));
    }
  }

  private static double next(ByteBuffer bytes, DataType type) throws ExportException {
    return switch (type) {
      case FLOAT32 -> bytes.getFloat();
      case FLOAT64 -> bytes.getDouble();
      case INT64 -> bytes.getLong();
      case INT32 -> bytes.getInt();
      case INT8 -> bytes.get();
      case UINT8 -> bytes.get() & 0xff;
      case BOOLEAN -> bytes.get() == 0 ? 0 : 1;
      default -> throw new ExportException("outputs of type " + type + " cannot be compared");
    };
  }

  private static OnnxTensor tensor(OrtEnvironment environment, NDArray array) throws OrtException {
    ByteBuffer bytes = array.toByteBuffer(true);
    long[] shape = array.getShape().getShape();
    return OnnxTensor.createTensor(environment, bytes, shape, OnnxTypes.java(array.getDataType()));
  }
}
