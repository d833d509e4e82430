package io.edge4j.model.image;

/** A file format of images. */
interface Encoding {

  /** Whether a file starts like one of this format. */
  boolean matches(byte[] file);

  /**
   * Reads the file from end to end: whether all of it is there, and whether it is of a kind that is
   * read.
   *
   * @throws ImageFormatException saying what is wrong with it
   */
  EncodedImage check(byte[] file) throws ImageFormatException;

  /** Whether a file starts with these characters, of which {@code ?} stands for any. */
  static boolean startsWith(byte[] file, String characters) {
    if (file.length < characters.length()) {
      return false;
    }
    for (int i = 0; i < characters.length(); i++) {
      char wanted = characters.charAt(i);
      if (wanted != '?' && wanted != Byte.toUnsignedInt(file[i])) {
        return false;
      }
    }
    return true;
  }
}
