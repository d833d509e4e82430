package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.edge4j.maven.onnx.GraphBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes calls as ONNX nodes: gives names, turns constants into initializers when a node first uses
 * them, and knows under which name a value stands in the graph.
 *
 * <p>Names come from the block's path, so that a person finds a node again: {@code 01Conv2d/Conv},
 * {@code 01Conv2d.weight}.
 */
final class Emitter {
  private final GraphBuilder graph;
  private final TiedWeights tied;
  private final Map<Value, String> names = new HashMap<>();
  private final Map<Value, String> outputNames = new HashMap<>();
  private final IdentityHashMap<NDArray, String> initializers = new IdentityHashMap<>();
  private final Map<Value, String> transposed = new HashMap<>();
  private final Map<String, String> constants = new HashMap<>();
  private final Set<Value> zeros = new HashSet<>();
  private final Set<String> taken = new HashSet<>();
  private final SizeExpressions sizes;

  Emitter(GraphBuilder graph, TiedWeights tied, AxisForms forms) {
    this.graph = graph;
    this.tied = tied;
    this.sizes = new SizeExpressions(this, forms);
  }

  int opset() {
    return graph.opset();
  }

  /** How sizes that follow an input's become nodes. */
  SizeExpressions sizes() {
    return sizes;
  }

  /** Reserves a name for an input of the graph. */
  void declareInput(Value value, String name) {
    taken.add(name);
    names.put(value, name);
    sizes.available(value);
  }

  /** Reserves a name for an output of the graph: the node that makes the value will use it. */
  void declareOutput(Value value, String name) {
    taken.add(name);
    if (!value.isConstant() && !names.containsKey(value)) {
      outputNames.putIfAbsent(value, name);
    }
  }

  /** Whether a value is known to hold zeros only. */
  boolean isZero(Value value) {
    if (value.isConstant()) {
      ByteBuffer bytes = value.constant().toByteBuffer();
      while (bytes.hasRemaining()) {
        if (bytes.get() != 0) {
          return false;
        }
      }
      return true;
    }
    return zeros.contains(value);
  }

  /** Remembers that a value holds zeros only. */
  void markZero(Value value) {
    zeros.add(value);
  }

  /** Ends the graph: makes sure that the output stands under its name. */
  void output(Value value, String name) {
    String source = name(value);
    if (!source.equals(name)) {
      // An input, a constant, or a value that is an output twice: the name needs a node of its own.
      graph.node("Identity", name + "/Identity", List.of(source), List.of(name), List.of());
    }
  }

  /** The name of a value that exists by now. */
  String name(Value value) {
    String name = names.get(value);
    if (name != null) {
      return name;
    }
    if (value.isConstant()) {
      name = initializer(value);
      names.put(value, name);
      return name;
    }
    throw new UnsupportedCall(
        "an array that the block makes anew in each run, with contents that follow a size of the"
            + " input in a way that cannot be told from outside, cannot be exported. Make it with"
            + " zeros, ones, full or arange of the input's manager");
  }

  /** Adds a node and returns the name of its only output. */
  String node(Call call, String operator, List<String> inputs, AttributeProto... attributes) {
    return nodes(call, operator, inputs, 1, attributes).get(0);
  }

  /** Adds a node with several outputs and returns their names. */
  List<String> nodes(
      Call call, String operator, List<String> inputs, int outputs, AttributeProto... attributes) {
    String name = unique(call.path().isEmpty() ? operator : call.path() + "/" + operator);
    List<String> results = new ArrayList<>();
    results.add(name);
    for (int i = 1; i < outputs; i++) {
      results.add(unique(name + "." + i));
    }
    graph.node(operator, name, inputs, results, List.of(attributes));
    return results;
  }

  /** Adds the node that computes the call's result. */
  void result(Call call, String operator, List<String> inputs, AttributeProto... attributes) {
    results(call, operator, inputs, attributes);
  }

  /** Adds the node that computes one of the call's results, and returns its name. */
  String resultAt(
      Call call, int index, String operator, List<String> inputs, AttributeProto... attributes) {
    Value value = call.results().get(index);
    String name = unique(call.path().isEmpty() ? operator : call.path() + "/" + operator);
    String output = outputNames.containsKey(value) ? outputNames.remove(value) : name;
    names.put(value, output);
    graph.node(operator, name, inputs, List.of(output), List.of(attributes));
    sizes.available(value);
    return output;
  }

  /** Adds the node that computes all results of the call, in its outputs' order. */
  void results(Call call, String operator, List<String> inputs, AttributeProto... attributes) {
    String name = unique(call.path().isEmpty() ? operator : call.path() + "/" + operator);
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < call.results().size(); i++) {
      Value value = call.results().get(i);
      String output = outputNames.remove(value);
      if (output == null) {
        output = i == 0 ? name : unique(name + "." + i);
      }
      outputs.add(output);
      names.put(value, output);
    }
    graph.node(operator, name, inputs, outputs, List.of(attributes));
    call.results().forEach(sizes::available);
  }

  /** Lets the call's result be a value that exists: the operation changes nothing. */
  void same(Call call, String name) {
    same(call, 0, name);
  }

  /** Lets one of the call's results be a value that exists. */
  void same(Call call, int index, String name) {
    Value value = call.results().get(index);
    if (outputNames.containsKey(value)) {
      resultAt(call, index, "Identity", List.of(name));
    } else {
      names.put(value, name);
      sizes.available(value);
    }
  }

  /** An argument, an array or a number, in the given type. */
  String operand(Call call, int index, DataType type) {
    if (call.isValue(index)) {
      return cast(call, call.value(index), type);
    }
    return call.isSize(index)
        ? sizes.scalar(call, call.size(index), type)
        : scalar(type, call.real(index));
  }

  /** A value in the given type. */
  String cast(Call call, Value value, DataType type) {
    return value.type() == type ? name(value) : cast(call, name(value), type);
  }

  /** What stands under the name, converted to the given type. */
  String cast(Call call, String name, DataType type) {
    return node(
        call, "Cast", List.of(name), GraphBuilder.attribute("to", OnnxTypes.of(type).getNumber()));
  }

  /** A one-dimensional int64 constant, as axes and shapes are given. */
  String longs(long... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(numbers).forEach(bytes::putLong);
    return constant(
        DataType.INT64, new long[] {numbers.length}, bytes.flip(), "i" + Arrays.toString(numbers));
  }

  /** A constant without axes. */
  String scalar(DataType type, double number) {
    return constant(
        type, new long[0], OnnxTypes.bytes(type, number), type.name().charAt(0) + "" + number);
  }

  /** A whole number without axes, exact where the type is. */
  String scalar(DataType type, long number) {
    if (type != DataType.INT64) {
      return scalar(type, (double) number);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(number);
    return constant(type, new long[0], bytes.flip(), "I" + number);
  }

  /** A constant made here, not by the block; equal ones are stored once. */
  String constant(DataType type, long[] shape, ByteBuffer bytes, String about) {
    String key = type + Arrays.toString(shape) + about + Arrays.hashCode(copy(bytes));
    return constants.computeIfAbsent(
        key,
        unused -> {
          String name = unique("const");
          graph.initializer(name, OnnxTypes.of(type), shape, bytes);
          return name;
        });
  }

  /** An initializer under a name of its own, for values derived from a parameter. */
  String derived(String about, DataType type, long[] shape, ByteBuffer bytes) {
    String name = unique(about);
    graph.initializer(name, OnnxTypes.of(type), shape, bytes);
    return name;
  }

  /** A constant matrix with its axes swapped, stored once in one form or the other. */
  String transposed(Call call, Value matrix) {
    return transposed.computeIfAbsent(
        matrix,
        unused ->
            tied.contains(matrix)
                ? node(
                    call,
                    "Transpose",
                    List.of(name(matrix)),
                    GraphBuilder.attribute("perm", new long[] {1, 0}))
                : storedTransposed(matrix));
  }

  private String storedTransposed(Value matrix) {
    try (NDArray swapped = matrix.constant().transpose(1, 0)) {
      String name = matrix.name() == null ? "const" : matrix.name();
      return derived(
          name + "_transposed",
          matrix.type(),
          swapped.getShape().getShape(),
          ByteBuffer.wrap(bytes(swapped)));
    }
  }

  private static byte[] bytes(NDArray array) {
    return copy(array.toByteBuffer());
  }

  private String initializer(Value value) {
    NDArray array = value.constant();
    return initializers.computeIfAbsent(
        array,
        unused -> {
          String name = unique(value.name() == null ? "const" : value.name());
          graph.initializer(
              name,
              OnnxTypes.of(value.type()),
              array.getShape().getShape(),
              array.toByteBuffer(true));
          return name;
        });
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  private String unique(String wanted) {
    String name = wanted;
    for (int i = 1; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
