package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The free {@code <parameters>} of a pom element, read as what they should be. Whatever does not
 * fit is refused with its name and value.
 */
public final class Parameters {
  private final String owner;
  private final Map<String, String> values;

  /**
   * @param owner the element as messages name it, for example {@code <parameters> of <dataset>}
   * @param values as the pom has them
   */
  public Parameters(String owner, Map<String, String> values) {
    this.owner = owner;
    this.values = values;
  }

  /** Refuses names that nothing would read: a misspelt parameter must not be silent. */
  public void requireKnown(String reader, Collection<String> known) throws StageException {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new StageException(
            "<%s> in %s is not known to '%s'; %s."
                .formatted(
                    name,
                    owner,
                    reader,
                    known.isEmpty() ? "it takes none, remove it" : "use one of " + known));
      }
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public String text(String name, String usual) {
    String value = values.get(name);
    return value == null ? usual : value.strip();
  }

  /** Comma-separated words; none where the pom says nothing. */
  public List<String> texts(String name) {
    return values.containsKey(name)
        ? Arrays.stream(values.get(name).split(",", -1)).map(String::strip).toList()
        : List.of();
  }

  public int integer(String name, int usual, int least, int most) throws StageException {
    return values.containsKey(name) ? integerOf(name, values.get(name), least, most) : usual;
  }

  /** Comma-separated whole numbers. */
  public List<Integer> integers(String name, List<Integer> usual, int least, int most)
      throws StageException {
    if (!values.containsKey(name)) {
      return usual;
    }
    Integer[] numbers =
        new Integer[(int) values.get(name).chars().filter(c -> c == ',').count() + 1];
    List<String> words = Arrays.asList(values.get(name).split(",", -1));
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = integerOf(name, words.get(i), least, most);
    }
    return List.of(numbers);
  }

  private int integerOf(String name, String value, int least, int most) throws StageException {
    try {
      int number = Integer.parseInt(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refused(name, "a whole number from %d to %d".formatted(least, most), e);
    }
    throw refused(name, "a whole number from %d to %d".formatted(least, most), null);
  }

  public double number(String name, double usual, double least, double most) throws StageException {
    if (!values.containsKey(name)) {
      return usual;
    }
    return numberOf(
        name, values.get(name), least, most, "a number from %s to %s".formatted(least, most));
  }

  /**
   * One number, or {@code count} of them separated by commas.
   *
   * @param wanted says so in messages
   */
  public List<Double> numbers(String name, List<Double> usual, int count, String wanted)
      throws StageException {
    if (!values.containsKey(name)) {
      return usual;
    }
    List<String> words = Arrays.asList(values.get(name).split(",", -1));
    if (words.size() != 1 && words.size() != count) {
      throw refused(name, wanted, null);
    }
    Double[] numbers = new Double[words.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = numberOf(name, words.get(i), -Double.MAX_VALUE, Double.MAX_VALUE, wanted);
    }
    return List.of(numbers);
  }

  private double numberOf(String name, String word, double least, double most, String wanted)
      throws StageException {
    try {
      double number = Double.parseDouble(word.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refused(name, wanted, e);
    }
    throw refused(name, wanted, null);
  }

  public boolean flag(String name, boolean usual) throws StageException {
    if (!values.containsKey(name)) {
      return usual;
    }
    return switch (values.get(name).strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(name, "true or false", null);
    };
  }

  /** One of a few words. */
  public String choice(String name, String usual, List<String> choices) throws StageException {
    String value = text(name, usual);
    if (!choices.contains(value)) {
      throw refused(name, "one of " + choices, null);
    }
    return value;
  }

  /** The error for a value that is not what it should be. */
  public StageException refused(String name, String wanted, @Nullable Exception cause) {
    return new StageException(
        "<%s> in %s is '%s', but must be %s.".formatted(name, owner, values.get(name), wanted),
        cause);
  }
}
