package io.edge4j.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of {@code onnx.proto} below which tensors can lie, with their field numbers. Every
 * other message is opaque to whoever walks the wire form.
 *
 * @since 0.1.0
 */
public enum WireMessage {
  MODEL,
  GRAPH,
  NODE,
  ATTRIBUTE,
  TENSOR,
  SPARSE_TENSOR,
  FUNCTION,
  TRAINING_INFO;

  public static final int TENSOR_DATA_TYPE = 2;
  public static final int TENSOR_FLOAT_DATA = 4;
  public static final int TENSOR_NAME = 8;
  public static final int TENSOR_RAW_DATA = 9;
  public static final int TENSOR_EXTERNAL_DATA = 13;
  public static final int TENSOR_DATA_LOCATION = 14;

  /** How deep messages may lie in each other: protobuf's own limit. */
  public static final int DEEPEST = 100;

  /** A field that holds a message which may hold tensors. */
  public record Field(String name, WireMessage message) {}

  private static final Map<WireMessage, Map<Integer, Field>> FIELDS =
      Map.of(
          MODEL,
          Map.of(
              7, new Field("graph", GRAPH),
              20, new Field("training_info", TRAINING_INFO),
              25, new Field("functions", FUNCTION)),
          GRAPH,
          Map.of(
              1, new Field("node", NODE),
              5, new Field("initializer", TENSOR),
              15, new Field("sparse_initializer", SPARSE_TENSOR)),
          NODE,
          Map.of(5, new Field("attribute", ATTRIBUTE)),
          ATTRIBUTE,
          Map.of(
              5, new Field("t", TENSOR),
              6, new Field("g", GRAPH),
              10, new Field("tensors", TENSOR),
              11, new Field("graphs", GRAPH),
              22, new Field("sparse_tensor", SPARSE_TENSOR),
              23, new Field("sparse_tensors", SPARSE_TENSOR)),
          SPARSE_TENSOR,
          Map.of(1, new Field("values", TENSOR), 2, new Field("indices", TENSOR)),
          FUNCTION,
          Map.of(7, new Field("node", NODE), 11, new Field("attribute_proto", ATTRIBUTE)),
          TRAINING_INFO,
          Map.of(1, new Field("initialization", GRAPH), 2, new Field("algorithm", GRAPH)));

  /** The message in that field, or null when no tensor can lie in it. */
  public @Nullable Field field(int number) {
    return FIELDS.getOrDefault(this, Map.of()).get(number);
  }
}
