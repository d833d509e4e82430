package io.edge4j.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the wire form of a model once and keeps what its header has. The field numbers are those of
 * onnx.proto (ONNX 1.17, IR version 10); unknown fields are passed over.
 */
final class HeaderReader {
  /** What a header may hold of texts: a hundred times more than any model has. */
  private static final int LARGEST = 64 << 20;

  /** Objects cost more than the bytes that they are read from. */
  private static final int PER_ENTRY = 64;

  private static final int MODEL_IR_VERSION = 1;
  private static final int MODEL_PRODUCER_NAME = 2;
  private static final int MODEL_PRODUCER_VERSION = 3;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET_IMPORT = 8;
  private static final int MODEL_METADATA_PROPS = 14;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int SPARSE_VALUES = 1;
  private static final int EXTERNAL = 1;

  private final WireInput in;
  private long irVersion;
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private String producerName = "";
  private String producerVersion = "";
  private boolean hasGraph;
  private final List<TensorInfo> inputs = new ArrayList<>();
  private final List<TensorInfo> outputs = new ArrayList<>();
  private final Set<String> initializers = new HashSet<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, ExternalReference> external = new LinkedHashMap<>();
  private long held;

  HeaderReader(WireInput in) {
    this.in = in;
  }

  OnnxHeader read() throws IOException {
    model();
    if (!hasGraph) {
      throw in.hasNoGraph();
    }
    if (opsets.isEmpty()) {
      throw in.hasNoOperatorSet();
    }
    Set<String> initialized = new LinkedHashSet<>();
    List<TensorInfo> real = new ArrayList<>();
    for (TensorInfo input : inputs) {
      if (initializers.contains(input.name())) {
        initialized.add(input.name());
      } else {
        real.add(input);
      }
    }
    return new OnnxHeader(
        irVersion,
        Collections.unmodifiableMap(opsets),
        producerName,
        producerVersion,
        List.copyOf(real),
        List.copyOf(outputs),
        Collections.unmodifiableSet(initialized),
        Collections.unmodifiableMap(metadata),
        List.copyOf(external.values()));
  }

  private void model() throws IOException {
    String place = "the model";
    long end = in.size();
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      int field = WireInput.field(tag);
      if (WireInput.wireType(tag) == WireInput.VARINT) {
        long value = in.readVarint(end, place);
        irVersion = field == MODEL_IR_VERSION ? value : irVersion;
      } else if (WireInput.wireType(tag) != WireInput.LENGTH_DELIMITED) {
        in.skipField(tag, end, place);
      } else {
        long length = in.readLength(tag, end, place);
        long fieldEnd = in.position() + length;
        switch (field) {
          case MODEL_PRODUCER_NAME -> producerName = text(length, place);
          case MODEL_PRODUCER_VERSION -> producerVersion = text(length, place);
          case MODEL_GRAPH -> {
            hasGraph = true;
            graph(fieldEnd);
          }
          case MODEL_OPSET_IMPORT -> opset(fieldEnd);
          case MODEL_METADATA_PROPS -> {
            Text entry = entry(fieldEnd, "the model's metadata_props");
            metadata.put(entry.key(), entry.value());
          }
          default -> below(WireMessage.MODEL, field, length, 0, place);
        }
      }
    }
  }

  private void graph(long end) throws IOException {
    String place = "the model's graph";
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (WireInput.wireType(tag) != WireInput.LENGTH_DELIMITED) {
        in.skipField(tag, end, place);
        continue;
      }
      long length = in.readLength(tag, end, place);
      long fieldEnd = in.position() + length;
      switch (WireInput.field(tag)) {
        case GRAPH_INPUT -> inputs.add(value(fieldEnd, place + "'s input"));
        case GRAPH_OUTPUT -> outputs.add(value(fieldEnd, place + "'s output"));
        case GRAPH_INITIALIZER -> keep(tensor(fieldEnd, place + "'s initializer"), place);
        case GRAPH_SPARSE_INITIALIZER ->
            sparseInitializer(fieldEnd, place + "'s sparse_initializer");
        default -> below(WireMessage.GRAPH, WireInput.field(tag), length, 1, place);
      }
    }
  }

  private void keep(String initializer, String place) throws IOException {
    hold(initializer.length(), place);
    initializers.add(initializer);
  }

  /** A sparse initializer is named by its values. */
  private void sparseInitializer(long end, String place) throws IOException {
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (WireInput.wireType(tag) != WireInput.LENGTH_DELIMITED) {
        in.skipField(tag, end, place);
        continue;
      }
      long length = in.readLength(tag, end, place);
      if (WireInput.field(tag) == SPARSE_VALUES) {
        keep(tensor(in.position() + length, place + "'s values"), place);
      } else {
        below(WireMessage.SPARSE_TENSOR, WireInput.field(tag), length, 2, place);
      }
    }
  }

  /** Whatever lies in a field: only external data of tensors below it is looked for. */
  private void below(WireMessage kind, int field, long length, int depth, String place)
      throws IOException {
    WireMessage.Field child = kind.field(field);
    if (child == null) {
      in.skip(length);
      return;
    }
    String inner = place + "'s " + child.name();
    long end = in.position() + length;
    if (child.message() == WireMessage.TENSOR) {
      tensor(end, inner);
      return;
    }
    if (depth >= WireMessage.DEEPEST) {
      throw in.tooDeep(inner);
    }
    while (in.position() < end) {
      long tag = in.readTag(end, inner);
      if (WireInput.wireType(tag) == WireInput.LENGTH_DELIMITED) {
        long innerLength = in.readLength(tag, end, inner);
        below(child.message(), WireInput.field(tag), innerLength, depth + 1, inner);
      } else {
        in.skipField(tag, end, inner);
      }
    }
  }

  /** Notes where a tensor's data lies, and returns the tensor's name. */
  private String tensor(long end, String place) throws IOException {
    String name = "";
    long dataLocation = 0;
    ExternalReference.Entries entries = null;
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (WireInput.wireType(tag) == WireInput.LENGTH_DELIMITED) {
        long length = in.readLength(tag, end, place);
        switch (WireInput.field(tag)) {
          case WireMessage.TENSOR_NAME -> name = passingText(length, place);
          case WireMessage.TENSOR_EXTERNAL_DATA -> {
            Text entry = passingEntry(in.position() + length, place + "'s external_data");
            entries = entries == null ? new ExternalReference.Entries() : entries;
            entries.add(entry.key(), entry.value());
          }
          default -> in.skip(length);
        }
      } else if (WireInput.field(tag) == WireMessage.TENSOR_DATA_LOCATION
          && WireInput.wireType(tag) == WireInput.VARINT) {
        dataLocation = in.readVarint(end, place);
      } else {
        in.skipField(tag, end, place);
      }
    }
    if (dataLocation == EXTERNAL) {
      note((entries == null ? new ExternalReference.Entries() : entries).of(name), place);
    }
    return name;
  }

  /** Of all tensors in one file, the one that reaches farthest stands for the file. */
  private void note(ExternalReference reference, String place) throws IOException {
    ExternalReference known = external.get(reference.location());
    if (known == null) {
      hold(reference.location().length() + reference.tensor().length(), place);
      external.put(reference.location(), reference);
    } else if (end(reference) > end(known)) {
      external.put(reference.location(), reference);
    }
  }

  private static long end(ExternalReference reference) {
    long end = reference.offset() + reference.length().orElse(0);
    return end < 0 ? Long.MAX_VALUE : end;
  }

  private void opset(long end) throws IOException {
    String place = "the model's opset_import";
    hold(0, place);
    String domain = "";
    long version = 0;
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (tag == tag(1, WireInput.LENGTH_DELIMITED)) {
        domain = text(in.readLength(tag, end, place), place);
      } else if (tag == tag(2, WireInput.VARINT)) {
        version = in.readVarint(end, place);
      } else {
        in.skipField(tag, end, place);
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  /** A {@code ValueInfoProto}. */
  private TensorInfo value(long end, String place) throws IOException {
    hold(0, place);
    String name = "";
    ValueType type = ValueType.UNDEFINED;
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (tag == tag(1, WireInput.LENGTH_DELIMITED)) {
        name = text(in.readLength(tag, end, place), place);
      } else if (tag == tag(2, WireInput.LENGTH_DELIMITED)) {
        type = type(in.readLength(tag, end, place), place + "'s type");
      } else {
        in.skipField(tag, end, place);
      }
    }
    return new TensorInfo(name, type.name(), type.dims());
  }

  private record ValueType(String name, List<Dim> dims) {
    static final ValueType UNDEFINED = new ValueType("undefined", List.of());
  }

  /** A {@code TypeProto}. */
  private ValueType type(long length, String place) throws IOException {
    long end = in.position() + length;
    ValueType type = ValueType.UNDEFINED;
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (WireInput.wireType(tag) != WireInput.LENGTH_DELIMITED) {
        in.skipField(tag, end, place);
        continue;
      }
      long inner = in.readLength(tag, end, place);
      type =
          switch (WireInput.field(tag)) {
            case 1 -> tensorType(in.position() + inner, place + "'s tensor_type");
            case 4 -> opaque("sequence", inner);
            case 5 -> opaque("map", inner);
            case 8 -> opaque("sparse_tensor", inner);
            case 9 -> opaque("optional", inner);
            default -> {
              in.skip(inner);
              yield type;
            }
          };
    }
    return type;
  }

  private ValueType opaque(String name, long length) {
    in.skip(length);
    return new ValueType(name, List.of());
  }

  private ValueType tensorType(long end, String place) throws IOException {
    long elementType = 0;
    List<Dim> dims = new ArrayList<>();
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (tag == tag(1, WireInput.VARINT)) {
        elementType = in.readVarint(end, place);
      } else if (tag == tag(2, WireInput.LENGTH_DELIMITED)) {
        long length = in.readLength(tag, end, place);
        shape(in.position() + length, place + "'s shape", dims);
      } else {
        in.skipField(tag, end, place);
      }
    }
    return new ValueType(typeName(elementType), dims);
  }

  private static String typeName(long code) {
    if (code == 0) {
      return ValueType.UNDEFINED.name();
    }
    return (code > Integer.MAX_VALUE || code < 0
            ? Optional.<ElementType>empty()
            : ElementType.ofCode((int) code))
        .map(ElementType::onnxName)
        .orElse("type " + Long.toUnsignedString(code));
  }

  private void shape(long end, String place, List<Dim> dims) throws IOException {
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (tag == tag(1, WireInput.LENGTH_DELIMITED)) {
        long length = in.readLength(tag, end, place);
        dims.add(dim(in.position() + length, place + "'s dim"));
      } else {
        in.skipField(tag, end, place);
      }
    }
  }

  /** A {@code TensorShapeProto.Dimension}; exporters write -1 and "" for open ones too. */
  private Dim dim(long end, String place) throws IOException {
    hold(0, place);
    Dim dim = Dim.open();
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (tag == tag(1, WireInput.VARINT)) {
        long size = in.readVarint(end, place);
        dim = size < 0 ? Dim.open() : Dim.of(size);
      } else if (tag == tag(2, WireInput.LENGTH_DELIMITED)) {
        String symbol = text(in.readLength(tag, end, place), place);
        dim = symbol.isEmpty() ? Dim.open() : Dim.named(symbol);
      } else {
        in.skipField(tag, end, place);
      }
    }
    return dim;
  }

  private record Text(String key, String value) {}

  /** A {@code StringStringEntryProto} that stays. */
  private Text entry(long end, String place) throws IOException {
    Text entry = passingEntry(end, place);
    hold(entry.key().length() + entry.value().length(), place);
    return entry;
  }

  private Text passingEntry(long end, String place) throws IOException {
    String key = "";
    String value = "";
    while (in.position() < end) {
      long tag = in.readTag(end, place);
      if (tag == tag(1, WireInput.LENGTH_DELIMITED)) {
        key = passingText(in.readLength(tag, end, place), place);
      } else if (tag == tag(2, WireInput.LENGTH_DELIMITED)) {
        value = passingText(in.readLength(tag, end, place), place);
      } else {
        in.skipField(tag, end, place);
      }
    }
    return new Text(key, value);
  }

  /** A text that stays. */
  private String text(long length, String place) throws IOException {
    String text = passingText(length, place);
    hold(text.length(), place);
    return text;
  }

  private String passingText(long length, String place) throws IOException {
    if (length > LARGEST) {
      throw in.damaged(place, "a text claims " + length + " bytes");
    }
    return in.readText((int) length);
  }

  private void hold(long length, String place) throws IOException {
    held += length + PER_ENTRY;
    if (held > LARGEST) {
      throw in.damaged(place, "names, texts and shapes come to more than " + LARGEST + " bytes");
    }
  }

  private static long tag(int field, int wireType) {
    return (long) field << 3 | wireType;
  }
}
