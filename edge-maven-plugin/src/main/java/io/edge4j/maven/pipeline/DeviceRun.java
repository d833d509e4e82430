package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.device.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device that a build measures on.
 *
 * @param gates that name it; null where the pom has no gates at all, so that the defaults advise
 */
public record DeviceRun(Device device, @Nullable List<GateRule> gates) {}
