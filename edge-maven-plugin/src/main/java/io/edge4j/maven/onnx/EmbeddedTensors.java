package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.edge4j.model.ExternalFiles;
import io.edge4j.model.ModelFormatException;
import java.util.List;
import java.util.Map;

/**
 * Tensors in messages that this package passes on as they are: bodies of local functions, sparse
 * tensors, lists of tensors in attributes. Their external data has to come along, because the
 * written model lies elsewhere.
 */
record EmbeddedTensors(BulkData bulk, ExternalFiles files) {

  /** The message with a marker in the place of each reference to a file. */
  @SuppressWarnings("unchecked")
  <M extends Message> M takeAlong(M message) throws ModelFormatException {
    return (M) resolved(message);
  }

  private Message resolved(Message message) throws ModelFormatException {
    if (message instanceof TensorProto tensor) {
      return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
          ? marked(tensor)
          : tensor;
    }
    Message.Builder changed = null;
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      changed = changed == null ? message.toBuilder() : changed;
      if (field.isRepeated()) {
        List<?> values = (List<?>) entry.getValue();
        for (int i = 0; i < values.size(); i++) {
          changed.setRepeatedField(field, i, resolved((Message) values.get(i)));
        }
      } else {
        changed.setField(field, resolved((Message) entry.getValue()));
      }
    }
    return changed == null ? message : changed.build();
  }

  private TensorProto marked(TensorProto tensor) throws ModelFormatException {
    if (bulk.of(tensor) != null) {
      return tensor;
    }
    TensorData data = Initializer.of(tensor, bulk, files).externalData();
    return tensor.toBuilder().clearExternalData().addExternalData(bulk.add(data)).build();
  }
}
