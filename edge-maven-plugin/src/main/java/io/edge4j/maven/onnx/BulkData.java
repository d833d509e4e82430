package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.Quoted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The large tensors of one file, taken out of the messages. In a message a marker stands for each:
 * external data whose location is a name that no file can have, with an index into this list.
 */
final class BulkData {
  /** Tensors below this many bytes stay within their messages. */
  static final int THRESHOLD = 1024;

  private static final String LOCATION = "\u0000bulk";

  private final List<TensorData> data;

  BulkData() {
    data = new ArrayList<>();
  }

  /** Starts with everything of another, under the same indices. */
  BulkData(BulkData other) {
    data = new ArrayList<>(other.data);
  }

  /** The entry to put into a tensor's {@code external_data}, with data_location EXTERNAL. */
  StringStringEntryProto add(TensorData bulk) {
    data.add(bulk);
    return StringStringEntryProto.newBuilder()
        .setKey(LOCATION)
        .setValue(Integer.toString(data.size() - 1))
        .build();
  }

  /** What a marker stands for, or null when the tensor carries none. */
  @Nullable TensorData of(TensorProto tensor) throws ModelFormatException {
    TensorData found = null;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      if (!entry.getKey().equals(LOCATION)) {
        continue;
      }
      if (found != null || tensor.getExternalDataCount() != 1) {
        throw new ModelFormatException(
            "tensor " + Quoted.name(tensor.getName()) + " says twice where its data is");
      }
      found = at(entry.getValue());
    }
    return found;
  }

  private TensorData at(String index) throws ModelFormatException {
    try {
      return data.get(Integer.parseInt(index));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ModelFormatException("external data has a location that no file can have", e);
    }
  }
}
