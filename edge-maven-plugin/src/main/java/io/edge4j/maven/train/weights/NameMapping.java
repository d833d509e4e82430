package io.edge4j.maven.train.weights;

import io.edge4j.maven.stage.StageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From names in a file to names of a block's parameters: rules such as {@code conv1.* =
 * 01Conv2d_*}, the first that fits. A star stands for any text, the same on both sides. Nothing on
 * the right leaves a tensor out. What no rule fits keeps its name.
 */
public final class NameMapping {
  private static final String STAR = "*";

  /**
   * @param text as the pom has it
   */
  private record Rule(String text, Pattern from, String to) {
    boolean fits(String name) {
      return from.matcher(name).matches();
    }

    String apply(String name) {
      Matcher found = from.matcher(name);
      return found.matches() && found.groupCount() > 0 ? to.replace(STAR, found.group(1)) : to;
    }
  }

  private final List<Rule> rules;

  private NameMapping(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Reads rules as the pom has them.
   *
   * @throws StageException naming a rule that is none
   */
  public static NameMapping of(List<String> lines) throws StageException {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines) {
      String text = line == null ? "" : line.strip();
      int equals = text.indexOf('=');
      String from = equals < 0 ? "" : text.substring(0, equals).strip();
      String to = equals < 0 ? "" : text.substring(equals + 1).strip();
      if (from.isEmpty() || stars(from) > 1 || stars(to) > stars(from)) {
        throw new StageException(
            "<mapping> of <initialWeights> has '%s', which is no rule; write the name in the file, '=', and the name in the block, such as conv1.* = 01Conv2d_* (a star on both sides, or none), or nothing behind '=' to leave a tensor out."
                .formatted(text));
      }
      rules.add(new Rule(text, pattern(from), to));
    }
    return new NameMapping(rules);
  }

  /** Names that a pattern fits: a star stands for any text, or none. */
  public static Predicate<String> fits(String pattern) {
    return pattern(pattern).asMatchPredicate();
  }

  private static Pattern pattern(String withStar) {
    int star = withStar.indexOf(STAR);
    return Pattern.compile(
        star < 0
            ? Pattern.quote(withStar)
            : Pattern.quote(withStar.substring(0, star))
                + "(.*)"
                + Pattern.quote(withStar.substring(star + 1)));
  }

  private static long stars(String text) {
    return text.chars().filter(c -> c == STAR.charAt(0)).count();
  }

  /** The name in the block; empty for a tensor that is left out. */
  public Optional<String> target(String name) {
    for (Rule rule : rules) {
      if (rule.fits(name)) {
        return Optional.of(rule.apply(name)).filter(target -> !target.isEmpty());
      }
    }
    return Optional.of(name);
  }

  /** Rules that fit none of the names: likely misspelt. */
  public List<String> unused(Iterable<String> names) {
    List<String> unused = new ArrayList<>();
    for (Rule rule : rules) {
      boolean fits = false;
      for (String name : names) {
        fits |= rule.fits(name);
      }
      if (!fits) {
        unused.add(rule.text);
      }
    }
    return unused;
  }
}
