package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.IdxFolder.IdxSplit;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder of IDX files. Class names come from {@code labels.txt} (one a line) or from EMNIST's
 * {@code ...-mapping.txt}; without either, classes are called by their number.
 */
final class IdxFormat implements DatasetFormat {
  static final String TYPE = "idx";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    IdxFolder.locate(spec);
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException {
    IdxFolder folder = IdxFolder.locate(spec);
    IdxSplit train = folder.read(true);
    IdxSplit test = folder.read(false);
    IdxClasses classes = IdxClasses.of(folder, train);
    return dataset("idx (" + nameOf(folder) + ")", folder, train, test, classes);
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    IdxFolder folder = IdxFolder.locate(spec);
    addFiles(folder, digest);
    for (Path file : IdxClasses.sources(folder)) {
      digest.add(file.getFileName().toString()).add(file);
    }
    // Part of the dataset's name, and so of the reports.
    digest.add(nameOf(folder));
  }

  private static String nameOf(IdxFolder folder) {
    String prefix = folder.prefix().replaceFirst("[-_.]+$", "");
    return prefix.isEmpty() ? folder.directory().toAbsolutePath().getFileName().toString() : prefix;
  }

  static void addFiles(IdxFolder folder, Digest digest) throws IOException {
    for (var file : folder.files().entrySet()) {
      digest.add(file.getKey().name()).add(file.getValue());
    }
  }

  static PixelDataset dataset(
      String name, IdxFolder folder, IdxSplit train, IdxSplit test, IdxClasses classes)
      throws StageException {
    if (train.height() != test.height() || train.width() != test.width()) {
      throw DatasetDamage.of(
          test.images().file(),
          "its images are %dx%d (byte 8), but those of %s are %dx%d"
              .formatted(
                  test.height(),
                  test.width(),
                  folder.file(IdxFolder.Role.TRAIN_IMAGES).getFileName(),
                  train.height(),
                  train.width()),
          null);
    }
    List<String> names = classes.names();
    return PixelDataset.of(
        name,
        names,
        new ImageShape(1, train.height(), train.width(), Layout.CHW),
        Preprocessing.UNIT,
        train.samples(classes.first(), names.size()),
        test.samples(classes.first(), names.size()));
  }
}
