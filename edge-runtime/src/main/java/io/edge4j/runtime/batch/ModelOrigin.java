package io.edge4j.runtime.batch;

/** Where a worker finds the bytes of a model. */
enum ModelOrigin {
  RESOURCE,
  FILE,
  BYTES
}
