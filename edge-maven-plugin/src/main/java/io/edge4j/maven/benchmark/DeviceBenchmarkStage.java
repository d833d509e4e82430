package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.device.Device;
import io.edge4j.maven.device.DeviceException;
import io.edge4j.maven.device.DeviceSession;
import io.edge4j.maven.device.Luggage;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.ConsoleReport;
import io.edge4j.maven.report.ReportFiles;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has a device measure, and writes the reports here. Runs where the build runs, in a worker without
 * PyTorch, whose class path is what travels.
 */
public final class DeviceBenchmarkStage implements Stage<DeviceBenchmarkRequest, DeviceBenchmark> {
  private static final String DATASET = "dataset";

  private final List<Path> classPath;

  /** With the class path of this process, which is a worker's. */
  public DeviceBenchmarkStage() {
    this(DeviceSession.ownClassPath());
  }

  /**
   * @param classPath of the worker there
   */
  DeviceBenchmarkStage(List<Path> classPath) {
    this.classPath = List.copyOf(classPath);
  }

  @Override
  public Class<DeviceBenchmarkRequest> requestType() {
    return DeviceBenchmarkRequest.class;
  }

  @Override
  public DeviceBenchmark run(DeviceBenchmarkRequest request, Progress progress)
      throws StageException, IOException {
    Device device = request.device();
    BenchmarkRequest asked = request.benchmark();
    ReportFiles.remove(asked.directory(), device.name());
    Path scratch = Files.createDirectories(asked.directory().resolve(".device-" + device.name()));
    progress.say("Measuring on device " + device.name() + " (" + device.launcher() + ")");
    try (DeviceSession session = DeviceSession.open(device, progress)) {
      Luggage luggage = new Luggage();
      session.addClassPath(classPath, luggage, scratch);
      RemoteBenchmark found =
          session.run(
              RemoteBenchmarkStage.class,
              RemoteBenchmark.class,
              new RemoteBenchmarkRequest(
                  new Packing(luggage, scratch, progress).packed(asked), device.javaArguments()),
              luggage,
              scratch,
              log(asked.directory(), device));
      BenchmarkReport report =
          found
              .report()
              .on(
                  device.name(),
                  found.machine(),
                  device.javaArguments(),
                  notes(asked.variants(), session.emulation()));
      write(report, found.runs(), asked, progress);
      return new DeviceBenchmark(report, null);
    } catch (DeviceException e) {
      if (e.isUnreachable()) {
        return new DeviceBenchmark(null, e.getMessage());
      }
      throw new StageException(e.getMessage(), e);
    } finally {
      deleteTree(scratch);
    }
  }

  private static Path log(Path directory, Device device) throws IOException {
    return Files.createDirectories(directory.resolve("logs"))
        .resolve("on-" + device.name() + ".log");
  }

  private static void write(
      BenchmarkReport report, String runs, BenchmarkRequest asked, Progress progress)
      throws IOException {
    Path directory = asked.directory();
    WholeFile.writeString(
        directory.resolve(ReportFiles.name(ReportFiles.RUNS, report.device())), runs);
    ReportFiles.write(report, asked.policy(), asked.background(), directory);
    ReportFiles.appendToJobSummary(report, asked.policy(), System.getenv());
    ConsoleReport.lines(report, asked.policy()).forEach(progress::say);
    progress.say(
        "Report: "
            + directory.resolve(ReportFiles.name(ReportFiles.HTML, report.device())).toUri());
  }

  private static List<String> notes(List<Variant> variants, Optional<String> emulation) {
    List<String> notes = new ArrayList<>();
    emulation.ifPresent(
        words ->
            notes.add(
                "The processor is " + words + ": times say nothing about a real one, answers do."));
    List<String> names =
        variants.stream().filter(Variant::runsOnPyTorch).map(Variant::name).toList();
    if (!names.isEmpty()) {
      notes.add(
          "Left out: "
              + String.join(", ", names)
              + ". PyTorch does not travel to devices; it is measured where the build runs.");
    }
    return notes;
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Puts what a benchmark reads into the luggage, and names it by its place there. */
  private record Packing(Luggage luggage, Path scratch, Progress progress) {

    BenchmarkRequest packed(BenchmarkRequest asked) throws StageException, IOException {
      Map<Path, Path> places = new HashMap<>();
      List<Variant> variants = new ArrayList<>();
      for (Variant variant : asked.variants()) {
        if (!variant.runsOnPyTorch()) {
          variants.add(
              Variant.onnx(variant.name(), place(Variant.onnx("", variant.file()), places)));
        }
      }
      if (variants.isEmpty()) {
        throw new StageException(
            "No variant can be measured on a device: all run on PyTorch. Leave <devices>"
                + " (edge.device) out");
      }
      return new BenchmarkRequest(
          asked.model(),
          asked.provenance(),
          variants,
          asked.inputs(),
          dataset(asked.dataset()),
          asked.protocol(),
          asked.gates(),
          asked.policy(),
          baseline(asked.baseline(), places),
          Background.NONE,
          Path.of("out"));
    }

    private Path place(Variant model, Map<Path, Path> places) throws IOException {
      Path known = places.get(model.file());
      if (known != null) {
        return known;
      }
      Path place = luggage.addBeside(model.file(), model.files(), "models/" + places.size() + "/");
      places.put(model.file(), place);
      return place;
    }

    private @Nullable Baseline baseline(@Nullable Baseline asked, Map<Path, Path> places)
        throws IOException {
      Path file = asked == null ? null : asked.file();
      if (asked == null || file == null) {
        return asked;
      }
      return new Baseline(
          asked.requested(),
          asked.outcome(),
          asked.version(),
          place(Variant.onnx(Baseline.VARIANT, file), places),
          asked.detail());
    }

    private @Nullable DatasetSpec dataset(@Nullable DatasetSpec asked)
        throws StageException, IOException {
      if (asked == null) {
        return null;
      }
      DatasetSpec carried = Datasets.carried(asked, scratch.resolve(DATASET), progress);
      Path directory = carried.directory();
      if (directory == null) {
        return carried;
      }
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
          luggage.add(file, DATASET + "/" + slashes(directory.relativize(file)));
        }
      }
      return carried.withDirectory(Path.of(DATASET));
    }

    private static String slashes(Path relative) {
      return relative.toString().replace('\\', '/');
    }
  }
}
