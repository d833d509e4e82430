package io.edge4j.runtime.batch;

import io.edge4j.runtime.EdgeOptions;

/** What makes two references the same model; unlike a reference it does not hold the bytes. */
record ModelKey(ModelOrigin source, String location, String sha256, EdgeOptions options) {
  @Override
  public String toString() {
    return switch (source) {
      case RESOURCE -> "resource " + location;
      case FILE -> "file " + location;
      case BYTES -> "bytes of " + location;
    };
  }
}
