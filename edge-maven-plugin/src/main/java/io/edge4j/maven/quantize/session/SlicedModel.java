package io.edge4j.maven.quantize.session;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelSlice;
import io.edge4j.maven.onnx.ModelSlices;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.OutputValue;
import io.edge4j.runtime.ort.NativeOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model too large to be in memory as a whole: its slices are loaded one after the other, each
 * does all runs, and what crosses a cut is kept until the slices that read it are done.
 */
public final class SlicedModel implements RunnableModel {
  /** Bytes of weights in a slice: what a laptop does not notice. */
  private static final long LARGEST_SLICE = 128L << 20;

  private final Model model;
  private final List<ModelSlice> slices;
  private final int threads;
  private final Path folder;

  private SlicedModel(Model model, List<ModelSlice> slices, int threads, Path folder) {
    this.model = model;
    this.slices = slices;
    this.threads = threads;
    this.folder = folder;
  }

  /**
   * Cuts a model.
   *
   * @param scratch where one slice at a time is written
   * @return empty when the model cannot be cut
   */
  public static Optional<SlicedModel> of(Path file, int threads, Path scratch) throws IOException {
    return of(file, threads, scratch, LARGEST_SLICE);
  }

  public static Optional<SlicedModel> of(Path file, int threads, Path scratch, long largest)
      throws IOException {
    Model model = Model.read(file);
    Optional<List<ModelSlice>> slices = ModelSlices.of(model, largest);
    if (slices.isEmpty()) {
      return Optional.empty();
    }
    Path folder = Files.createTempDirectory(scratch, "slices");
    return Optional.of(new SlicedModel(model, slices.get(), threads, folder));
  }

  @Override
  public OrtEnvironment environment() {
    return OrtModel.sharedEnvironment();
  }

  @Override
  public List<Map<String, OutputValue>> runAll(List<Map<String, OnnxTensor>> runs)
      throws OrtException, IOException {
    List<Crossing> crossings = new ArrayList<>();
    runs.forEach(given -> crossings.add(new Crossing(given)));
    try {
      for (int i = 0; i < slices.size(); i++) {
        // A slice without outputs computes what nobody reads.
        if (!slices.get(i).outputs().isEmpty()) {
          run(slices.get(i), crossings);
        }
        for (Crossing crossing : crossings) {
          crossing.forgetAllBut(slices.subList(i + 1, slices.size()), model);
        }
      }
      List<Map<String, OutputValue>> outputs = new ArrayList<>();
      for (Crossing crossing : crossings) {
        outputs.add(crossing.outputs(model));
      }
      return outputs;
    } finally {
      crossings.forEach(Crossing::close);
    }
  }

  private void run(ModelSlice slice, List<Crossing> crossings) throws OrtException, IOException {
    Path file = folder.resolve("slice.onnx");
    slice.write(file, crossings.get(0).elementTypes());
    ModelFiles written = ModelFiles.of(file);
    try (OrtModel session = OrtModel.openLean(file, threads)) {
      for (Crossing crossing : crossings) {
        crossing.made.putAll(session.runForTensors(crossing.inputs(slice)));
      }
    } finally {
      written.delete();
    }
  }

  /** ONNX Runtime counts its types otherwise than ONNX does, but names them alike. */
  private static int elementType(TensorInfo info) {
    String name = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    return DataType.valueOf(name).getNumber();
  }

  /** The values of one run that slices hand on to each other. */
  private static final class Crossing implements AutoCloseable {
    private final Map<String, OnnxTensor> given;
    private final Map<String, OnnxTensor> made = new HashMap<>();

    Crossing(Map<String, OnnxTensor> given) {
      this.given = given;
    }

    Map<String, Integer> elementTypes() {
      Map<String, Integer> types = new HashMap<>();
      made.forEach((name, tensor) -> types.put(name, elementType(tensor.getInfo())));
      return types;
    }

    Map<String, OnnxTensor> inputs(ModelSlice slice) {
      Map<String, OnnxTensor> inputs = new HashMap<>();
      for (String input : slice.inputs()) {
        inputs.put(input, made.getOrDefault(input, given.get(input)));
      }
      return inputs;
    }

    void forgetAllBut(List<ModelSlice> toCome, Model model) {
      made.entrySet()
          .removeIf(
              value -> {
                boolean over =
                    !model.graph().isOutput(value.getKey())
                        && toCome.stream().noneMatch(s -> s.inputs().contains(value.getKey()));
                if (over) {
                  value.getValue().close();
                }
                return over;
              });
    }

    Map<String, OutputValue> outputs(Model model) throws OrtException {
      Map<String, OnnxValue> outputs = new LinkedHashMap<>();
      model.graph().outputs().forEach(o -> outputs.put(o.getName(), made.get(o.getName())));
      return NativeOutputs.copy(outputs.entrySet());
    }

    @Override
    public void close() {
      made.values().forEach(OnnxTensor::close);
    }
  }
}
