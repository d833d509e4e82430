package io.edge4j.model;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a tensor says that its data lies: a stretch of a file beside the model.
 *
 * @param tensor its name, for messages
 * @param location path of the file relative to the model's folder, as the model spells it
 * @param offset of the first byte; 0 when the model does not say
 * @param length in bytes; empty when the model leaves it to the tensor's shape
 * @since 0.1.0
 */
public record ExternalReference(String tensor, String location, long offset, OptionalLong length) {

  /** The key-value pairs of {@code TensorProto.external_data} as they are read, one by one. */
  public static final class Entries {
    private @Nullable String location;
    private @Nullable String offset;
    private @Nullable String length;

    /** Nothing read yet. */
    public Entries() {}

    /** A key that comes again replaces; one that reading does not need is passed over. */
    public void add(String key, String value) {
      switch (key) {
        case "location" -> location = value;
        case "offset" -> offset = value;
        case "length" -> length = value;
        default -> {
          // checksum and whatever comes later
        }
      }
    }

    /**
     * What the pairs say.
     *
     * @throws ModelFormatException when they name no file, or a number is none
     */
    public ExternalReference of(String tensor) throws ModelFormatException {
      if (location == null) {
        throw damaged(tensor, "names no file");
      }
      return new ExternalReference(
          tensor,
          location,
          offset == null ? 0 : number(tensor, "offset", offset),
          length == null
              ? OptionalLong.empty()
              : OptionalLong.of(number(tensor, "length", length)));
    }
  }

  private static long number(String tensor, String key, String text) throws ModelFormatException {
    long value;
    try {
      value = Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new ModelFormatException(
          message(tensor, "has no number for " + key + ": " + Quoted.name(text)), e);
    }
    if (value < 0) {
      throw damaged(tensor, "has a negative " + key + ": " + value);
    }
    return value;
  }

  ModelFormatException damaged(String reason) {
    return damaged(tensor, reason);
  }

  ModelFormatException damaged(String reason, Throwable cause) {
    return new ModelFormatException(message(tensor, reason), cause);
  }

  private static ModelFormatException damaged(String tensor, String reason) {
    return new ModelFormatException(message(tensor, reason));
  }

  private static String message(String tensor, String reason) {
    return "external data of tensor " + Quoted.name(tensor) + " " + reason;
  }
}
