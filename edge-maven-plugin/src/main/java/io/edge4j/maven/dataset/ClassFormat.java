package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.util.List;

/**
 * A DJL {@code Dataset} of the project. Only a worker with DJL and the project's classes can read
 * it, once and into files; from then on it is a {@link StoredFormat}, which every stage can read.
 */
final class ClassFormat implements DatasetFormat {
  static final String TYPE = "class";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> parameters() {
    return List.of(
        ClassParameters.CLASS_NAME,
        Task.PARAMETER,
        ClassParameters.LABELS,
        ClassParameters.TEST_SHARE);
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException {
    ClassParameters.of(spec);
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException {
    throw unread(spec);
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) throws StageException {
    throw unread(spec);
  }

  private static StageException unread(DatasetSpec spec) throws StageException {
    return new StageException(
        "<className> in <parameters> of <dataset> is '%s', which has not been read yet; a goal of the plugin reads it before the first stage, so run one."
            .formatted(ClassParameters.of(spec).className()));
  }
}
