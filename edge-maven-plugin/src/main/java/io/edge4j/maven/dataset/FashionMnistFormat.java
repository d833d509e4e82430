package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.IdxFolder.IdxSplit;
import io.edge4j.maven.dataset.download.DownloadCache;
import io.edge4j.maven.dataset.download.HttpDownload;
import io.edge4j.maven.dataset.download.RemoteFile;
import io.edge4j.maven.dataset.download.UserCache;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST, the real one: from the folder that {@code <directory>} names, or else downloaded
 * once a user into a cache.
 */
final class FashionMnistFormat implements DatasetFormat {
  static final String TYPE = "fashion-mnist";

  private static final String MIRROR = "mirror";
  private static final String CACHE = "cache";

  private final List<RemoteFile> files;
  private final List<URI> mirrors;

  FashionMnistFormat() {
    this(FashionMnist.FILES, FashionMnist.MIRRORS);
  }

  FashionMnistFormat(List<RemoteFile> files, List<URI> mirrors) {
    this.files = files;
    this.mirrors = mirrors;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<String> parameters() {
    return List.of(MIRROR, CACHE, OFFLINE);
  }

  @Override
  public void validate(DatasetSpec spec) throws StageException, IOException {
    mirrors(spec.options());
    Path cache = cache(spec.options());
    boolean offline = spec.options().flag(OFFLINE, false);
    if (spec.directory() != null) {
      IdxFolder.locate(spec);
    } else if (offline && !new DownloadCache(cache, line -> {}).has(files)) {
      throw new StageException(
          "<type> of <dataset> (edge.dataset) is 'fashion-mnist', whose files are not in the cache %s yet, and this build is offline; build once online, or put its four .gz files into a folder and name it in <directory> (edge.dataset.directory), or use <type> 'garments', which needs no files."
              .formatted(cache));
    }
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException {
    Path directory = spec.directory() != null ? spec.directory() : download(spec, progress);
    IdxFolder folder = IdxFolder.locate(spec.withDirectory(directory));
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
    if (spec.directory() != null) {
      IdxFormat.addFiles(IdxFolder.locate(spec), digest);
    } else {
      // What the download must give is known: no need to fetch it to know that nothing changed.
      files.forEach(file -> digest.add(file.name()).add(file.sha256()));
    }
  }

  private Path download(DatasetSpec spec, Progress progress) throws StageException, IOException {
    Path directory = cache(spec.options());
    DownloadCache cache = new DownloadCache(directory, progress);
    if (!cache.has(files)) {
      try {
        cache.fetch(files, mirrors(spec.options()));
      } catch (IOException e) {
        throw new StageException(
            "Fashion-MNIST cannot be downloaded to %s: %s. Set <mirror> in <parameters> of <dataset> to a place that can be reached and has the four files, or a proxy in settings.xml; or put the files into a folder and name it in <directory> (edge.dataset.directory)."
                .formatted(directory, e.getMessage()),
            e);
      }
    }
    return directory;
  }

  private static Path cache(Parameters parameters) throws StageException {
    try {
      return parameters.has(CACHE)
          ? Path.of(parameters.text(CACHE, ""))
          : UserCache.directory().resolve("datasets").resolve(TYPE);
    } catch (InvalidPathException e) {
      throw parameters.refused(CACHE, "a folder", e);
    }
  }

  private List<URI> mirrors(Parameters parameters) throws StageException {
    if (!parameters.has(MIRROR)) {
      return mirrors;
    }
    String text = parameters.text(MIRROR, "");
    String wanted = "an http or https address of a folder that holds the four files";
    try {
      URI mirror = URI.create(text.endsWith("/") ? text : text + "/");
      if (HttpDownload.isHttp(mirror)) {
        return List.of(mirror);
      }
    } catch (IllegalArgumentException e) {
      throw parameters.refused(MIRROR, wanted, e);
    }
    throw parameters.refused(MIRROR, wanted, null);
  }
}
