package io.edge4j.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import io.edge4j.model.TensorInfo;
import io.edge4j.runtime.ort.NativeOutputs;
import io.edge4j.runtime.ort.NativeTensors;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Runs a session with any inputs and outputs, with new tensors each time. */
final class TensorRunner {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelInfo info;
  private final Set<String> outputs;

  TensorRunner(OrtEnvironment environment, OrtSession session, ModelInfo info) {
    this.environment = environment;
    this.session = session;
    this.info = info;
    this.outputs =
        info.outputs().stream()
            .filter(output -> output.elementType().filter(NativeTensors::isReadable).isPresent())
            .map(TensorInfo::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Refuses what ONNX Runtime would refuse with less to go by, and what it would not refuse. */
  void check(Map<String, Tensor> inputs, Set<String> wanted) {
    for (String name : inputs.keySet()) {
      if (info.input(name).isEmpty()) {
        throw new InvalidInputException(
            "Input " + name + " is unknown; the model has " + info.inputs() + ".");
      }
    }
    for (TensorInfo expected : info.inputs()) {
      Tensor found = inputs.get(expected.name());
      if (found == null) {
        throw new InvalidInputException("Input " + expected + " is missing.");
      }
      if (!found.type().equals(expected.type()) || !expected.accepts(found.shape())) {
        throw new InvalidInputException("Expected input " + expected + ", found " + found + ".");
      }
      requireFinite(expected.name(), found);
    }
    for (String name : wanted) {
      if (!outputs.contains(name)) {
        throw new InvalidInputException(
            "Output " + name + " is unknown, or no tensor; the model has " + info.outputs() + ".");
      }
    }
  }

  /** Refuses a model none of whose outputs is a tensor. */
  void requireTensors() {
    if (outputs.isEmpty()) {
      throw new UnsupportedOperationException(
          "None of the outputs of model " + info.name() + " is a tensor: " + info.outputs() + ".");
    }
  }

  private static void requireFinite(String name, Tensor tensor) {
    if (!tensor.elementType().isFloatingPoint()) {
      return;
    }
    Buffer buffer = tensor.buffer();
    if (buffer instanceof FloatBuffer values) {
      for (int i = 0; i < values.limit(); i++) {
        requireFinite(name, i, values.get(i));
      }
    } else if (buffer instanceof DoubleBuffer values) {
      for (int i = 0; i < values.limit(); i++) {
        requireFinite(name, i, values.get(i));
      }
    }
  }

  private static void requireFinite(String name, int index, double value) {
    if (!Double.isFinite(value)) {
      throw new InvalidInputException(
          "Input " + name + ": expected finite values, found " + value + " at index " + index);
    }
  }

  /** As {@link Predictor#run(Map, Set, LongConsumer)}. */
  Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> wanted, LongConsumer admission)
      throws OrtException {
    return runAndRead(
        inputs,
        wanted.isEmpty() ? outputs : wanted,
        result -> {
          admission.accept(bytes(result));
          return read(result);
        });
  }

  /** Runs for all outputs, whatever they are. */
  Map<String, OutputValue> runForValues(Map<String, Tensor> inputs) throws OrtException {
    return runAndRead(inputs, session.getOutputNames(), NativeOutputs::copy);
  }

  /** Copies what a run gave before it is freed. */
  private interface Reading<T> {
    Map<String, T> of(OrtSession.Result result) throws OrtException;
  }

  private <T> Map<String, T> runAndRead(
      Map<String, Tensor> inputs, Set<String> wanted, Reading<T> reading) throws OrtException {
    Map<String, OnnxTensor> natives = new LinkedHashMap<>();
    try {
      for (TensorInfo input : info.inputs()) {
        natives.put(
            input.name(),
            NativeTensors.toNative(
                environment, Objects.requireNonNull(inputs.get(input.name()), input.name())));
      }
      try (OrtSession.Result result = session.run(natives, wanted)) {
        return reading.of(result);
      }
    } finally {
      natives.values().forEach(OnnxTensor::close);
    }
  }

  private static long bytes(OrtSession.Result result) {
    long bytes = 0;
    for (Map.Entry<String, OnnxValue> entry : result) {
      bytes += NativeTensors.heapBytes((OnnxTensor) entry.getValue());
    }
    return bytes;
  }

  private static Map<String, Tensor> read(OrtSession.Result result) throws OrtException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, OnnxValue> entry : result) {
      tensors.put(entry.getKey(), NativeTensors.fromNative((OnnxTensor) entry.getValue()));
    }
    return tensors;
  }
}
