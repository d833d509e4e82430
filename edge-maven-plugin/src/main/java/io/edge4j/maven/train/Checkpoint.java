package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.WholeFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a training stands after an epoch, in a file: weights, Adam's state, the epochs so far, and
 * the best epoch's weights. A training that goes on from it ends in the same bits as one that was
 * never interrupted.
 */
final class Checkpoint {
  /** In the request's directory while a training runs. */
  static final String FILE = "checkpoint.bin";

  /**
   * @param key what the training is made from; another key is another training
   * @param epochs that are done
   * @param bestEpoch 0 when no best epoch is kept
   */
  record Header(String key, List<EpochReport> epochs, int step, int bestEpoch, double bestLoss) {}

  private final Path file;
  private final String key;

  /**
   * @param key what the training is made from
   */
  Checkpoint(Path directory, String key) {
    file = directory.resolve(FILE);
    this.key = key;
  }

  void write(List<EpochReport> epochs, List<NDArray> weights, Adam adam, BestEpoch best)
      throws IOException {
    double bestLoss = best.epoch() == 0 ? 0 : best.loss();
    Header header = new Header(key, epochs, adam.stepsDone(), best.epoch(), bestLoss);
    WholeFile.write(
        file,
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          data.writeUTF(Json.text(header));
          ParameterValues.of(weights).write(data);
          ParameterValues.of(adam.state()).write(data);
          if (best.epoch() > 0) {
            best.weights().write(data);
          }
          data.flush();
        });
  }

  /**
   * Goes back to where the file left off.
   *
   * @return the epochs that are done; empty when there is no file of this training
   */
  List<EpochReport> restore(List<NDArray> weights, Adam adam, BestEpoch best) throws IOException {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      Header header = Json.value(Json.parse(in.readUTF()), Header.class);
      if (!key.equals(header.key())) {
        return List.of();
      }
      ParameterValues values = ParameterValues.read(weights, in);
      ParameterValues state = ParameterValues.read(adam.state(), in);
      if (header.bestEpoch() > 0) {
        best.take(header.bestEpoch(), header.bestLoss(), ParameterValues.read(weights, in));
      }
      values.copyTo(weights);
      state.copyTo(adam.state());
      adam.continueAfter(header.step());
      return header.epochs();
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
