package io.edge4j.maven.worker;

import com.google.gson.JsonElement;
import io.edge4j.maven.stage.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a worker leaves in its result file: a report, or the words of a refusal.
 *
 * @param report the stage's report record as JSON; null when it refused
 * @param refusal what the user is told; null when it went well
 */
record WorkerResult(@Nullable JsonElement report, @Nullable String refusal) {

  static WorkerResult of(Record report) {
    return new WorkerResult(Json.tree(report), null);
  }

  static WorkerResult refused(@Nullable String message) {
    return new WorkerResult(null, message);
  }
}
