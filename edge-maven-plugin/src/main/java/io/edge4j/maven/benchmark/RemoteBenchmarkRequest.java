package io.edge4j.maven.benchmark;

import java.util.List;

/**
 * A benchmark as it is asked for on a device. Files are named by where they lie there.
 *
 * @param jvmArguments of the JVMs that measure
 */
public record RemoteBenchmarkRequest(BenchmarkRequest benchmark, List<String> jvmArguments) {
  public RemoteBenchmarkRequest {
    jvmArguments = List.copyOf(jvmArguments);
  }
}
