package io.edge4j.maven.quantize.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.edge4j.maven.onnx.Model;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import io.edge4j.runtime.ort.DeclaredTensors;
import io.edge4j.runtime.ort.NativeOutputs;
import io.edge4j.runtime.ort.NativeTensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model in ONNX Runtime's CPU provider. Not for use by several threads at once. */
public final class OrtModel implements RunnableModel, AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;

  private OrtModel(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads a model.
   *
   * @param threads intra-op threads; with more than one, waiting threads spin
   */
  public static OrtModel open(Path file, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = options(threads)) {
      return open(file, options);
    }
  }

  /**
   * Loads a model with no copy of its weights: external data is mapped, kernels read it as it is
   * stored instead of packing it anew, and memory goes back as soon as it is free. Slower to run.
   */
  public static OrtModel openLean(Path file, int threads) throws OrtException, IOException {
    try (OrtSession.SessionOptions options = leanOptions(file, threads)) {
      return open(file, options);
    }
  }

  /**
   * Loads a model in the same way, and has ONNX Runtime write what it made of it.
   *
   * @param fused takes what is written
   */
  public static OrtModel openLean(Path file, int threads, FusedModel fused)
      throws OrtException, IOException {
    try (OrtSession.SessionOptions options = leanOptions(file, threads)) {
      fused.askOf(options);
      return open(file, options);
    }
  }

  private static OrtSession.SessionOptions leanOptions(Path file, int threads)
      throws OrtException, IOException {
    OrtSession.SessionOptions options = options(threads);
    if (!computesOnlyPacked(file)) {
      options.addConfigEntry("session.disable_prepacking", "1");
    }
    options.setCPUArenaAllocator(false);
    options.setMemoryPatternOptimization(false);
    return options;
  }

  /**
   * Whether the model would compute something else without packing: ONNX Runtime then turns the
   * weight of a block-wise product into floats, and does not quantize its input.
   */
  private static boolean computesOnlyPacked(Path file) throws IOException {
    return Model.read(file).graphs().stream()
        .flatMap(graph -> graph.nodes().stream())
        .anyMatch(node -> node.opType().equals("MatMulNBits"));
  }

  private static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    return options;
  }

  private static OrtModel open(Path file, OrtSession.SessionOptions options) throws OrtException {
    OrtEnvironment environment = sharedEnvironment();
    return new OrtModel(environment, environment.createSession(file.toString(), options));
  }

  /**
   * Has ONNX Runtime's natives unpacked and loaded while the caller reads models. Whoever opens a
   * session first waits for it and fails as it fails.
   */
  public static void loadAhead() {
    Thread thread = new Thread(OrtModel::sharedEnvironment, "edge-natives");
    thread.setDaemon(true);
    thread.start();
  }

  static OrtEnvironment sharedEnvironment() {
    return OrtEnvironment.getEnvironment("edge4j");
  }

  /** What the model takes, in its order. */
  public List<io.edge4j.model.TensorInfo> inputs() throws OrtException {
    return DeclaredTensors.of(session.getInputInfo());
  }

  /** Runs the model; gives all outputs, in the model's order. */
  public Map<String, OutputValue> run(Map<String, OnnxTensor> inputs) throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      return NativeOutputs.copy(result);
    }
  }

  /** Runs the model; gives the float outputs, flat, in the model's order. */
  public Map<String, float[]> runForFloats(Map<String, OnnxTensor> inputs) throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      return floats(result);
    }
  }

  @Override
  public List<Map<String, OutputValue>> runAll(List<Map<String, OnnxTensor>> runs)
      throws OrtException {
    List<Map<String, OutputValue>> outputs = new ArrayList<>();
    for (Map<String, OnnxTensor> inputs : runs) {
      outputs.add(run(inputs));
    }
    return outputs;
  }

  /**
   * Runs the model; gives all outputs. The caller closes them.
   *
   * @throws OrtException when an output is no tensor
   */
  public Map<String, OnnxTensor> runForTensors(Map<String, OnnxTensor> inputs) throws OrtException {
    Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    OrtSession.Result result = session.run(inputs);
    for (Map.Entry<String, OnnxValue> output : result) {
      if (!(output.getValue() instanceof OnnxTensor tensor)) {
        result.close();
        throw new OrtException("the value " + output.getKey() + " is no tensor");
      }
      outputs.put(output.getKey(), tensor);
    }
    return outputs;
  }

  /** The values of float tensors, without anything else. */
  public static Map<String, float[]> floats(Iterable<Map.Entry<String, OnnxValue>> values) {
    Map<String, float[]> floats = new LinkedHashMap<>();
    for (Map.Entry<String, OnnxValue> value : values) {
      if (value.getValue() instanceof OnnxTensor tensor
          && tensor.getInfo().type == ai.onnxruntime.OnnxJavaType.FLOAT) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] numbers = new float[buffer == null ? 0 : buffer.remaining()];
        if (buffer != null) {
          buffer.get(numbers);
        }
        floats.put(value.getKey(), numbers);
      }
    }
    return floats;
  }

  /** Runs the model on tensors; gives all outputs, in the model's order. */
  public Map<String, OutputValue> runOn(Map<String, Tensor> inputs) throws OrtException {
    Map<String, OnnxTensor> natives = natives(inputs);
    try {
      return run(natives);
    } finally {
      natives.values().forEach(OnnxTensor::close);
    }
  }

  /** Runs the model on tensors; gives the float outputs, flat, in the model's order. */
  public Map<String, float[]> floatsOn(Map<String, Tensor> inputs) throws OrtException {
    Map<String, OnnxTensor> natives = natives(inputs);
    try {
      return runForFloats(natives);
    } finally {
      natives.values().forEach(OnnxTensor::close);
    }
  }

  /** Tensors as a session takes them. The caller closes them. */
  public Map<String, OnnxTensor> natives(Map<String, Tensor> inputs) throws OrtException {
    Map<String, OnnxTensor> natives = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        natives.put(input.getKey(), NativeTensors.toNative(environment, input.getValue()));
      }
      return natives;
    } catch (OrtException | RuntimeException e) {
      natives.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  @Override
  public OrtEnvironment environment() {
    return environment;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
