package io.edge4j.maven.dataset;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The beginning of a split of a dataset in MNIST's format, for benchmarks that end in minutes. */
public final class IdxPart {
  private IdxPart() {}

  /**
   * Writes the first samples of a split as files of the same format.
   *
   * @param folder holds the {@code .gz} files
   * @param split {@code train} or {@code t10k}
   */
  public static void write(Path folder, Path target, String split, int samples) throws IOException {
    for (String kind : List.of("images-idx3", "labels-idx1")) {
      String name = split + "-" + kind + "-ubyte";
      try (DataInputStream in =
              new DataInputStream(
                  new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".gz"))));
          DataOutputStream out =
              new DataOutputStream(Files.newOutputStream(target.resolve(name)))) {
        int magic = in.readInt();
        in.readInt();
        out.writeInt(magic);
        out.writeInt(samples);
        int length = 1;
        for (int axis = 1; axis < (magic & 0xff); axis++) {
          int size = in.readInt();
          out.writeInt(size);
          length *= size;
        }
        out.write(in.readNBytes(samples * length));
      }
    }
  }
}
