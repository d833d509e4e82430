package io.edge4j.maven.device;

/** A device did not do what it should; the message names it, the cause and the way out. */
public final class DeviceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean unreachable;

  private DeviceException(String message, boolean unreachable) {
    super(message);
    this.unreachable = unreachable;
  }

  static DeviceException of(Device device, String problem) {
    return new DeviceException("Device " + device.name() + ": " + problem, false);
  }

  static DeviceException unreachable(Device device, String problem) {
    return new DeviceException("Device " + device.name() + ": " + problem, true);
  }

  /** Whether no shell answered at all. */
  public boolean isUnreachable() {
    return unreachable;
  }
}
