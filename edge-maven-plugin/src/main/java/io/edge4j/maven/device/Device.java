package io.edge4j.maven.device;

import io.edge4j.maven.stage.StageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A machine that measures, as the pom's {@code <device>} says it.
 *
 * @param name as reports and gates call it
 * @param launcher the command that runs {@code sh} there, with standard input and output: {@code
 *     ssh -oBatchMode=yes pi@192.0.2.7}, {@code docker exec -i board sh}, {@code sh}
 * @param java the command there; empty for the one in {@code JAVA_HOME} or on the path
 * @param directory where parts are kept there; empty for {@code ~/.cache/edge4j}
 * @param javaArguments of every JVM there, such as {@code -Xmx200m}
 * @param timeoutSeconds how long it may be silent
 */
public record Device(
    String name,
    String launcher,
    String java,
    String directory,
    List<String> javaArguments,
    int timeoutSeconds) {
  /** Of a device that only has a launcher. */
  public static final String DEFAULT_NAME = "device";

  /** How long a device may be silent unless the pom says otherwise. */
  public static final int DEFAULT_TIMEOUT_SECONDS = 30;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public Device {
    javaArguments = List.copyOf(javaArguments);
  }

  /** One of which only the launcher is known. */
  public static Device launchedBy(String launcher) {
    return new Device(DEFAULT_NAME, launcher, "", "", List.of(), DEFAULT_TIMEOUT_SECONDS);
  }

  /**
   * Checks what can be checked without the device.
   *
   * @param place where in the pom it stands
   * @param taken names that other devices have
   * @throws StageException naming the parameter, its value and the way out
   */
  public void validate(String place, Collection<String> taken) throws StageException {
    if (!NAME.matcher(name).matches()) {
      throw new StageException(
          place
              + ": <name> is "
              + (name.isEmpty() ? "missing" : "'" + name + "'")
              + "; it names files, so give it letters, digits, '.', '_' and '-', for example"
              + " pi-zero");
    }
    if (taken.contains(name)) {
      throw new StageException(
          place + ": <name> is '" + name + "', which another device has; give each its own");
    }
    if (launcher.isBlank()) {
      throw new StageException(
          place
              + ": <launcher> is missing; give the command that runs sh on the device, for example"
              + " ssh -oBatchMode=yes pi@192.0.2.7");
    }
    words(place);
    if (timeoutSeconds < 1) {
      throw new StageException(
          place + ": <timeout> is " + timeoutSeconds + "; give seconds, at least 1");
    }
  }

  /** The launcher's words. */
  List<String> words() throws StageException {
    return words("<device> " + name);
  }

  /** Split at blanks that stand in no quotes, as a shell does; nothing else means anything. */
  private List<String> words(String place) throws StageException {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    @Nullable Character quote = null;
    boolean started = false;
    for (int i = 0; i < launcher.length(); i++) {
      char c = launcher.charAt(i);
      if (quote != null) {
        if (c == quote) {
          quote = null;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        started = true;
      } else if (!Character.isWhitespace(c)) {
        word.append(c);
        started = true;
      } else if (started) {
        words.add(word.toString());
        word.setLength(0);
        started = false;
      }
    }
    if (quote != null) {
      throw new StageException(
          place + ": <launcher> is '" + launcher + "', where a quote is not closed");
    }
    if (started) {
      words.add(word.toString());
    }
    return words;
  }
}
