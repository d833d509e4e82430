package io.edge4j.runtime.batch;

/** Where a worker finds the bytes of a model. */
enum ModelSource {
  RESOURCE,
  FILE,
  BYTES
}
