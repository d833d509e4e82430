package io.edge4j.maven.compare;

import io.edge4j.model.OutputValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up how far the outputs of two models lie apart, run by run. Not for several threads. */
public final class OutputComparison {
  private final Map<String, OutputMeter> meters = new LinkedHashMap<>();
  private final Map<String, Double> origins = new HashMap<>();

  /**
   * Says where an output's signal is counted from; from 0 where nothing is said. Values that lie
   * far from 0 and close together would make every error look small, even that of a model which
   * always gives their mean.
   */
  public void countFrom(String output, double origin) {
    origins.put(output, origin);
  }

  /**
   * Adds one run of both models on the same inputs.
   *
   * @param reference all outputs of the model that is right
   * @param other all outputs of the model that is compared with it
   */
  public void add(
      Map<String, ? extends OutputValue> reference, Map<String, ? extends OutputValue> other) {
    reference.forEach(
        (output, expected) ->
            meters
                .computeIfAbsent(output, name -> new OutputMeter(origins.getOrDefault(name, 0.0)))
                .add(expected, other.get(output)));
  }

  /** What was found so far. */
  public Differences differences() {
    List<OutputDifference> compared = new ArrayList<>();
    List<Uncompared> uncompared = new ArrayList<>();
    meters.forEach(
        (output, meter) ->
            meter
                .obstacle()
                .ifPresentOrElse(
                    reason -> uncompared.add(new Uncompared(output, reason, meter.isBroken())),
                    () -> compared.add(meter.difference(output))));
    return new Differences(compared, uncompared);
  }
}
