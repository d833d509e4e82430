package io.edge4j.runtime.http;

import java.util.OptionalInt;

/**
 * A successful answer.
 *
 * @param content the body
 * @param jsonLength how much of it is JSON, where binary data follows
 */
record Answer(JsonWriter content, OptionalInt jsonLength) {
  static Answer json(JsonWriter content) {
    return new Answer(content, OptionalInt.empty());
  }

  /** JSON with binary data behind it. */
  static Answer binary(JsonWriter content, int jsonLength) {
    return new Answer(content, OptionalInt.of(jsonLength));
  }
}
