package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.IdxFolder.IdxSplit;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;

/** Fashion-MNIST, the real one, from the folder that its four files were put into. */
final class FashionMnistFormat implements DatasetFormat {
  static final String TYPE = "fashion-mnist";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    if (spec.directory() == null) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is missing; <type> 'fashion-mnist' (edge.dataset) reads the folder that it names. Download the four .gz files of https://github.com/zalandoresearch/fashion-mnist into a folder and name it, or use <type> 'garments', which needs no files.");
    }
    IdxFolder.locate(spec);
  }

  @Override
  public Dataset open(DatasetSpec spec) throws StageException, IOException {
    IdxFolder folder = IdxFolder.locate(spec);
    IdxSplit train = folder.read(true);
    IdxSplit test = folder.read(false);
    IdxClasses classes = new IdxClasses(0, FashionMnist.CLASS_NAMES);
    PixelDataset dataset = IdxFormat.dataset("Fashion-MNIST", folder, train, test, classes);
    return dataset.fingerprint().equals(FashionMnist.FINGERPRINT)
        ? dataset
        : dataset.named(
            "not the original Fashion-MNIST (" + folder.directory().getFileName() + ")");
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException {
    IdxFormat.addFiles(IdxFolder.locate(spec), digest);
  }
}
