package io.edge4j.maven.stage;

/** Lines that a person follows while a long step runs. In a worker they end in Maven's log. */
@FunctionalInterface
public interface Progress {

  /** One line, no line break, no level prefix. */
  void say(String line);

  /** Something that does not fail the stage but that the user should know; a warning in the log. */
  default void warn(String line) {
    say("WARNING: " + line);
  }
}
