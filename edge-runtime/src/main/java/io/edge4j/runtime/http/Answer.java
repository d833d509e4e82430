package io.edge4j.runtime.http;

import org.eclipse.jetty.http.HttpField;

/**
 * A successful answer.
 *
 * @param type its {@code Content-Type}
 * @param content the body
 */
record Answer(HttpField type, JsonWriter content) {
  static Answer json(JsonWriter content) {
    return new Answer(Exchange.JSON, content);
  }
}
