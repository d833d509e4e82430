package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes samples into a folder, one by one, so that no dataset has to fit into memory. {@code
 * dataset.json} goes first and comes last: without it nothing looks finished.
 */
public final class StoredWriter implements AutoCloseable {
  private final Path directory;
  private final OutputStream samples;
  private final OutputStream targets;
  private final Digest digest = new Digest();
  private boolean finished;

  public StoredWriter(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    Files.deleteIfExists(StoredFormat.contents(directory));
    samples = stream(StoredFormat.samples(directory));
    targets = stream(StoredFormat.targets(directory));
  }

  /**
   * Adds one sample.
   *
   * @param values flat and row-major, as the model's input takes them; as many every time
   * @param target its class as a number, or the value to predict
   */
  public void add(float[] values, float target) throws IOException {
    write(samples, values);
    write(targets, target);
  }

  /**
   * Ends the folder: all samples that were added are in it, the first to be trained on.
   *
   * @param shape of one sample
   * @param testSamples how many of the last are tested on; 0 for a dataset without a split
   */
  public StoredContents finish(
      String name, List<Long> shape, List<String> classNames, int trainSamples, int testSamples)
      throws IOException {
    samples.close();
    targets.close();
    digest.add(shape.toString()).add(classNames.toString()).add(trainSamples + "+" + testSamples);
    StoredContents contents =
        new StoredContents(
            StoredContents.SCHEMA_VERSION,
            name,
            shape,
            classNames,
            trainSamples,
            testSamples,
            digest.toString());
    Json.write(StoredFormat.contents(directory), contents);
    finished = true;
    return contents;
  }

  /** Removes what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    samples.close();
    targets.close();
    if (!finished) {
      Files.deleteIfExists(StoredFormat.samples(directory));
      Files.deleteIfExists(StoredFormat.targets(directory));
    }
  }

  private void write(OutputStream out, float... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    out.write(bytes.array());
    digest.add(bytes.array());
  }

  private static OutputStream stream(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }
}
