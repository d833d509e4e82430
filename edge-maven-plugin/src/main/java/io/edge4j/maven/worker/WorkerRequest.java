package io.edge4j.maven.worker;

import com.google.gson.JsonElement;

/**
 * What a worker reads from its request file.
 *
 * @param stage class name of the stage
 * @param request the stage's request record as JSON
 */
record WorkerRequest(String stage, JsonElement request) {}
