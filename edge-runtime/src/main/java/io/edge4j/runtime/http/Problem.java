package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Why a request was not answered, as RFC 9457 lays it out.
 *
 * @param status HTTP status
 * @param detail what was expected and found
 * @param pointer JSON pointer (RFC 6901) to the wrong value in the request's body
 */
record Problem(int status, String detail, Optional<String> pointer) {
  static final String CONTENT_TYPE = "application/problem+json";

  static Problem of(int status, String detail) {
    return new Problem(status, detail, Optional.empty());
  }

  void write(JsonGenerator json, String requestId) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "about:blank");
    json.writeStringField("title", HttpStatus.getMessage(status));
    json.writeNumberField("status", status);
    json.writeStringField("detail", detail);
    if (pointer.isPresent()) {
      json.writeStringField("pointer", pointer.get());
    }
    json.writeStringField("requestId", requestId);
    json.writeEndObject();
  }
}
