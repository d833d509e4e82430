package io.edge4j.model.image;

/** An encoded image that was read from end to end without being unpacked. */
final class EncodedImage {
  /** Name of the JDK's reader for it. */
  final String reader;

  /** As it is stored, in pixels. */
  final long width;

  /** As it is stored, in pixels. */
  final long height;

  /** How it is meant to be seen. */
  final Orientation orientation;

  /** The file without what has nothing to do with the pixels. */
  final byte[] bytes;

  EncodedImage(String reader, long width, long height, Orientation orientation, byte[] bytes) {
    this.reader = reader;
    this.width = width;
    this.height = height;
    this.orientation = orientation;
    this.bytes = bytes;
  }
}
