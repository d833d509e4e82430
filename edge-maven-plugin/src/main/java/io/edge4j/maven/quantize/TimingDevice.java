package io.edge4j.maven.quantize;

import io.edge4j.maven.device.Device;

/**
 * The device that the candidates of recipe auto are timed on.
 *
 * @param required whether the build fails when it cannot be reached; else they are timed where the
 *     build runs, with a warning
 */
public record TimingDevice(Device device, boolean required) {}
