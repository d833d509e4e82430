package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.device.Device;
import io.edge4j.maven.device.DeviceException;
import io.edge4j.maven.device.DeviceSession;
import io.edge4j.maven.device.Luggage;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.TensorFile;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Has a device time the candidates of recipe auto. One that does not run there, or that is further
 * from fp32 there than kernels may differ, is dropped.
 *
 * @param classPath of the worker there
 * @param scratch a folder here
 * @param log takes what the worker there prints
 */
record DeviceTiming(
    TimingDevice asked,
    List<Path> classPath,
    Path scratch,
    Path log,
    Judge judge,
    int threads,
    Progress progress)
    implements TimingPlace {

  @Override
  public Timed times(Map<String, Candidate> candidates, Map<String, Double> errors)
      throws OrtException, IOException, StageException {
    Device device = asked.device();
    progress.say(
        "Timing the candidates of recipe auto on device %s (%s)"
            .formatted(device.name(), device.launcher()));
    try (DeviceSession session = DeviceSession.open(device, progress)) {
      CandidateTimings found = timed(session, candidates);
      Map<String, String> dropped = dropped(candidates.keySet(), found, errors);
      Map<String, TimedRounds> rounds = new LinkedHashMap<>(found.rounds());
      rounds.keySet().removeAll(dropped.keySet());
      return new Timed(CandidateTimes.of(rounds), dropped, place(session.emulation()));
    } catch (DeviceException e) {
      if (!e.isUnreachable() || asked.required()) {
        throw new StageException(e.getMessage(), e);
      }
      progress.warn(String.valueOf(e.getMessage()));
      progress.warn(
          "Recipe auto chooses by the times of this machine instead, which may rank its candidates"
              + " differently. Once device "
              + device.name()
              + " can be reached, build with -Dedge.force to have it choose there");
      Timed here = TimingPlace.here(judge).times(candidates, errors);
      return new Timed(
          here.times(),
          here.dropped(),
          "this machine, because device " + device.name() + " could not be reached");
    }
  }

  private String place(Optional<String> emulation) {
    return "device " + asked.device().name() + emulation.map(" (%s)"::formatted).orElse("");
  }

  private CandidateTimings timed(DeviceSession session, Map<String, Candidate> candidates)
      throws DeviceException, StageException, IOException {
    Files.createDirectories(scratch);
    Files.createDirectories(log.resolveSibling(""));
    Luggage luggage = new Luggage();
    session.addClassPath(classPath, luggage, scratch);
    Map<String, Path> models = new LinkedHashMap<>();
    for (Candidate candidate : candidates.values()) {
      models.put(
          candidate.name(),
          luggage.addBeside(
              candidate.file(),
              ModelFiles.of(candidate.file()).all(),
              "models/" + models.size() + "/"));
    }
    Judge.Samples samples = judge.timingSamples();
    Path inputs = scratch.resolve("inputs");
    List<Map<String, Tensor>> tensors = samples.tensors();
    TensorFile.write(inputs, tensors);
    return session.run(
        CandidateTimingStage.class,
        CandidateTimings.class,
        new CandidateTimingRequest(models, luggage.add(inputs, "inputs"), samples.timed(), threads),
        luggage,
        scratch,
        log);
  }

  private Map<String, String> dropped(
      Set<String> names, CandidateTimings found, Map<String, Double> errors) {
    String there = " on device " + asked.device().name();
    Map<String, String> dropped = new LinkedHashMap<>();
    names.stream()
        .filter(name -> !found.rounds().containsKey(name))
        .forEach(name -> dropped.put(name, "it was not timed" + there));
    found
        .failures()
        .forEach((name, why) -> dropped.put(name, "it does not work" + there + ": " + why));
    found
        .errors()
        .forEach(
            (name, error) -> {
              double here = errors.getOrDefault(name, 0.0);
              if (!(error <= SelfTestMaker.tolerated(here))) {
                dropped.put(
                    name,
                    String.format(
                        Locale.ROOT,
                        "it computes something else%s: its error against fp32 is %.3g there and"
                            + " %.3g here",
                        there,
                        error,
                        here));
              }
            });
    dropped.forEach((name, why) -> progress.say("candidate " + name + " is dropped: " + why));
    return dropped;
  }
}
