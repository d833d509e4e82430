package io.edge4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How people usually name and lay out the inputs of models. All that is told from names and sizes
 * alone is told here.
 */
final class InputConventions {
  /** How the dimension that counts samples is called. */
  private static final Set<String> BATCH_NAMES = Set.of("n", "b", "bs", "batch", "batchsize");

  /** How dimensions are called that count no samples, though they come first. */
  private static final Set<String> LENGTH_NAMES =
      Set.of(
          "seq", "sequence", "length", "len", "time", "t", "frames", "tokens", "height", "width");

  /** Grey, grey with alpha, colour, colour with alpha. */
  private static final Set<Long> CHANNELS = Set.of(1L, 2L, 3L, 4L);

  /** What most speech models were trained at, in Hz. */
  private static final int SAMPLE_RATE = 16_000;

  private static final int MOST_OF_A_BYTE = 255;
  private static final int STATE_RANK = 3;

  private InputConventions() {}

  /** The open axis that counts samples. */
  static OptionalInt batchAxis(TensorInfo tensor) {
    List<Dim> dims = tensor.dims();
    for (int axis = 0; axis < dims.size(); axis++) {
      if (dims.get(axis).symbol().filter(InputConventions::isBatchName).isPresent()) {
        return OptionalInt.of(axis);
      }
    }
    if (!dims.isEmpty() && countsSamples(dims.get(0))) {
      return OptionalInt.of(0);
    }
    boolean state = dims.size() == STATE_RANK && dims.get(0).size() > 1;
    return state && countsSamples(dims.get(1)) ? OptionalInt.of(1) : OptionalInt.empty();
  }

  /** With a name of its own for each axis that is called the batch; two cannot count samples. */
  static TensorInfo withOneBatch(TensorInfo tensor) {
    Map<String, Integer> seen = new HashMap<>();
    List<Dim> dims = new ArrayList<>();
    for (Dim dim : tensor.dims()) {
      String symbol = dim.symbol().filter(InputConventions::isBatchName).orElse("");
      int count = symbol.isEmpty() ? 1 : seen.merge(symbol, 1, Integer::sum);
      dims.add(count == 1 ? dim : Dim.named(symbol + "_" + count));
    }
    return new TensorInfo(tensor.name(), tensor.type(), dims);
  }

  private static boolean isBatchName(String symbol) {
    String name = symbol.toLowerCase(Locale.ROOT);
    return BATCH_NAMES.contains(name) || words(name).contains("batch");
  }

  private static boolean countsSamples(Dim dim) {
    boolean length =
        dim.symbol()
            .map(symbol -> words(symbol.toLowerCase(Locale.ROOT)))
            .filter(words -> words.stream().anyMatch(LENGTH_NAMES::contains))
            .isPresent();
    return dim.isOpen() && !length;
  }

  private static List<String> words(String name) {
    return List.of(name.split("[^a-z]+"));
  }

  /** Of an image by where it has 1 to 4 channels; both ends alike is a guess. */
  static Fact<Layout> layout(TensorInfo tensor) {
    List<Dim> dims = tensor.dims();
    if (dims.size() != InputContract.IMAGE_RANK) {
      return Fact.of(Layout.NONE, Origin.DECLARED);
    }
    boolean first = CHANNELS.contains(dims.get(1).size());
    boolean last = CHANNELS.contains(dims.get(dims.size() - 1).size());
    if (first && last) {
      return Fact.assumed(Layout.CHW, "both ends of " + tensor + " could be channels");
    }
    return Fact.of(first ? Layout.CHW : last ? Layout.HWC : Layout.NONE, Origin.DECLARED);
  }

  /** What can be drawn for an input of which only its declaration is known. */
  static Fact<Domain> domain(TensorInfo tensor) {
    ElementType type = tensor.elementType().orElse(ElementType.FLOAT);
    String name = tensor.name().toLowerCase(Locale.ROOT);
    if (type == ElementType.BOOL) {
      return Fact.assumed(new Domain.Fill(1), "it holds truth values");
    }
    if (!type.isInteger()) {
      return Fact.of(Domain.NORMAL, Origin.DECLARED);
    }
    if (name.contains("mask")) {
      return Fact.assumed(new Domain.Fill(1), "it is called a mask");
    }
    if (tensor.dims().size() <= 1 && isSampleRate(name)) {
      return Fact.assumed(new Domain.Fill(SAMPLE_RATE), "it looks like a sample rate in Hz");
    }
    if (type == ElementType.UINT8 && tensor.dims().size() >= InputContract.IMAGE_RANK - 1) {
      return Fact.assumed(new Domain.Range(0, MOST_OF_A_BYTE), "it looks like pixels");
    }
    return Fact.assumed(new Domain.Range(0, 1), "nothing says which whole numbers it takes");
  }

  private static boolean isSampleRate(String name) {
    return name.equals("sr")
        || name.contains("samplerate")
        || words(name).containsAll(List.of("sample", "rate"))
        || words(name).containsAll(List.of("sampling", "rate"));
  }
}
