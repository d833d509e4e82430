package io.edge4j.maven.inputs;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ChannelOrder;
import io.edge4j.model.Domain;
import io.edge4j.model.ElementType;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.Origin;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Resize;
import io.edge4j.model.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the pom's {@code <inputs>} says of one input, as it is written there; null where it says
 * nothing.
 *
 * @param name of the input
 * @param shape of a whole run, for example {@code 1,3,320,320}
 * @param range least and most of the values that are drawn, for example {@code 0,30521}
 * @param fill the one value of all elements, for example {@code 1}
 * @param layout {@code CHW}, {@code HWC} or {@code NONE}
 * @param scale of {@code (pixel * scale - mean) / std}: a number, or one per channel
 * @param mean as the scale
 * @param std as the scale
 * @param channelOrder {@code RGB} or {@code BGR}
 * @param resize {@code stretch} or {@code crop}
 */
public record InputSetting(
    @Nullable String name,
    @Nullable String shape,
    @Nullable String range,
    @Nullable String fill,
    @Nullable String layout,
    @Nullable String scale,
    @Nullable String mean,
    @Nullable String std,
    @Nullable String channelOrder,
    @Nullable String resize) {

  /** Where something stands in the pom. */
  String place(String element) {
    return "<inputs>, input '" + name + "': <" + element + ">";
  }

  /** The input with all but the shape. */
  InputContract.Input statedIn(InputContract.Input input) throws StageException {
    InputContract.Input stated = input;
    Optional<Domain> domain = domain(input.tensor());
    if (domain.isPresent()) {
      stated = stated.withDomain(Fact.of(domain.get(), Origin.POM));
    }
    if (layout != null) {
      stated = stated.withLayout(Fact.of(constant("layout", layout, Layout.values()), Origin.POM));
    }
    if (Stream.of(scale, mean, std, channelOrder, resize).anyMatch(text -> text != null)) {
      stated = stated.withPreprocessing(Fact.of(preprocessing(stated), Origin.POM));
    }
    return stated;
  }

  private Optional<Domain> domain(TensorInfo tensor) throws StageException {
    if (range == null && fill == null) {
      return Optional.empty();
    }
    if (range != null && fill != null) {
      throw new StageException(
          place("range") + " is '" + range + "' and <fill> is '" + fill + "'; give one of them");
    }
    String element = range == null ? "fill" : "range";
    String text = range == null ? fill : range;
    List<Double> numbers = numbers(element, text);
    if (range != null && (numbers.size() != 2 || numbers.get(0) > numbers.get(1))) {
      throw new StageException(
          place("range")
              + " is '"
              + range
              + "'; give the least and the most value, for example 0,30521");
    }
    if (fill != null && numbers.size() != 1) {
      throw new StageException(place("fill") + " is '" + fill + "'; give one number, such as 1");
    }
    for (double number : numbers) {
      requireFits(element, text, number, tensor);
    }
    return Optional.of(
        range == null
            ? new Domain.Fill(numbers.get(0))
            : new Domain.Range(numbers.get(0), numbers.get(1)));
  }

  private void requireFits(String element, @Nullable String text, double number, TensorInfo tensor)
      throws StageException {
    ElementType type = tensor.elementType().orElse(ElementType.STRING);
    boolean fits =
        switch (type) {
          case BOOL -> number == 0 || number == 1;
          case STRING, COMPLEX64, COMPLEX128 -> false;
          default -> !type.isInteger() || isWhole(number, type);
        };
    if (!fits) {
      throw new StageException(
          place(element) + " is '" + text + "', and the model declares " + tensor);
    }
  }

  private static boolean isWhole(double number, ElementType type) {
    boolean signed = !type.onnxName().startsWith("uint");
    double most = Math.scalb(1.0, type.bits() - (signed ? 1 : 0));
    return number == Math.rint(number) && number >= (signed ? -most : 0) && number < most;
  }

  private Preprocessing preprocessing(InputContract.Input input) throws StageException {
    Preprocessing known = input.preprocessing().map(Fact::value).orElse(Preprocessing.NONE);
    Preprocessing stated;
    try {
      stated =
          new Preprocessing(
              scale == null ? known.scale() : numbers("scale", scale),
              mean == null ? known.mean() : numbers("mean", mean),
              std == null ? known.std() : numbers("std", std),
              channelOrder == null
                  ? known.channelOrder()
                  : constant("channelOrder", channelOrder, ChannelOrder.values()),
              resize == null ? known.resize() : howToResize());
    } catch (IllegalArgumentException e) {
      throw new StageException("<inputs>, input '" + name + "': " + e.getMessage(), e);
    }
    long channels = channels(input);
    if (stated.channels() > 1 && channels > 0 && channels != stated.channels()) {
      throw new StageException(
          "<inputs>, input '%s': <scale>, <mean> or <std> has %d numbers, and %s has %d channels; give one number, or one per channel"
              .formatted(name, stated.channels(), input.tensor(), channels));
    }
    return stated;
  }

  /** How many channels, or columns of a table, an input has; -1 when that is open. */
  private static long channels(InputContract.Input input) {
    int rank = input.tensor().dims().size();
    int axis =
        switch (input.layout().value()) {
          case CHW -> rank - 3;
          case HWC, NONE -> rank - 1;
        };
    return axis < 0 ? -1 : input.tensor().dims().get(axis).size();
  }

  private Resize howToResize() throws StageException {
    return Resize.of(String.valueOf(resize).toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new StageException(place("resize") + " is '" + resize + "'; use stretch or crop"));
  }

  private <T extends Enum<T>> T constant(String element, String text, T[] constants)
      throws StageException {
    for (T constant : constants) {
      if (constant.name().equalsIgnoreCase(text.strip())) {
        return constant;
      }
    }
    throw new StageException(
        place(element) + " is '" + text + "'; use one of " + Arrays.toString(constants));
  }

  private List<Double> numbers(String element, @Nullable String text) throws StageException {
    List<Double> numbers = new ArrayList<>();
    for (String part : String.valueOf(text).split(",", -1)) {
      String number = part.strip();
      // Java's own suffixes and hexadecimal digits are no numbers in a pom.
      if (!number.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
        throw noNumber(element, text);
      }
      try {
        numbers.add(Double.parseDouble(number));
      } catch (NumberFormatException e) {
        throw noNumber(element, text);
      }
    }
    return numbers;
  }

  private StageException noNumber(String element, @Nullable String text) {
    return new StageException(
        place(element) + " is '" + text + "'; give a number, or several separated by commas");
  }
}
