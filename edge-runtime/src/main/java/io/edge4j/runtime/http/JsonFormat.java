package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** How this package reads JSON that is not of the usual form. */
final class JsonFormat {
  static final int LONGEST_NUMBER = 1_000;
  private static final int DEEPEST = 500;
  private static final int LONGEST_NAME = 50_000;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // Read, so that they are refused with their place instead of as a syntax error.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(LONGEST_NAME)
                  .build())
          .build();

  private JsonFormat() {}

  /** What the client is told of a document that could not be read. */
  static ProblemException unreadable(IOException failure) {
    if (failure instanceof StreamConstraintsException) {
      return new ProblemException(
          HttpStatus.UNPROCESSABLE_ENTITY_422,
          "The body goes beyond what is read: "
              + DEEPEST
              + " levels of arrays and objects, "
              + LONGEST_NUMBER
              + " characters in a number, "
              + LONGEST_NAME
              + " in a name.");
    }
    if (failure instanceof JsonProcessingException syntax) {
      String place =
          syntax.getLocation() == null
              ? ""
              : " at byte " + Math.max(0, syntax.getLocation().getByteOffset());
      return new ProblemException(
          new Problem(
              HttpStatus.BAD_REQUEST_400,
              "The body is no valid JSON" + place,
              ": " + syntax.getOriginalMessage(),
              Optional.empty()));
    }
    return new ProblemException(
        new Problem(
            HttpStatus.BAD_REQUEST_400,
            "The body is no valid JSON",
            ": " + failure.getMessage(),
            Optional.empty()));
  }
}
