package io.edge4j.runtime.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Why a request was not answered, as RFC 9457 lays it out.
 *
 * @param status HTTP status
 * @param reason what was expected; holds nothing of the body, so that the log may tell it
 * @param quote what the client is told besides, after the reason: it shows what stood in the body
 * @param pointer JSON pointer (RFC 6901) to the wrong value in the request's body
 */
record Problem(int status, String reason, String quote, Optional<String> pointer) {
  static final String CONTENT_TYPE = "application/problem+json";

  /** A number of a thousand digits is told by its beginning. */
  private static final int LONGEST_QUOTE = 160;

  static Problem of(int status, String reason) {
    return new Problem(status, reason, "", Optional.empty());
  }

  Problem {
    if (quote.length() > LONGEST_QUOTE) {
      quote = quote.substring(0, LONGEST_QUOTE) + "...";
    }
  }

  /** For the client: what was expected and what was found. */
  String detail() {
    return reason + quote;
  }

  /**
   * Writes the document.
   *
   * @param withError whether to tell the detail as {@code error}, too, which is where clients of
   *     the Open Inference Protocol look for it
   */
  void write(JsonWriter json, String requestId, boolean withError) {
    json.ascii("{\"type\":\"about:blank\",\"title\":")
        .string(HttpStatus.getMessage(status))
        .ascii(",\"status\":")
        .number(status)
        .ascii(",\"detail\":")
        .string(detail());
    if (withError) {
      json.ascii(",\"error\":").string(detail());
    }
    pointer.ifPresent(place -> json.ascii(",\"pointer\":").string(place));
    json.ascii(",\"requestId\":").string(requestId).ascii('}');
  }
}
