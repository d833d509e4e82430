package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array as one trace saw it.
 *
 * @param id order of appearance within the trace; traces of the same computation agree on it
 * @param name of an input or a parameter; null for what a call returned
 * @param shape sizes in this trace
 * @param valueSizes which of them the inputs' values decide
 * @param followsInput whether its values depend on the inputs' values
 * @param content the array itself where its values may become part of the model; null for what
 *     follows the input, which may be closed by then
 */
record TracedArray(
    int id,
    Origin origin,
    @Nullable String name,
    DataType type,
    List<Long> shape,
    ValueSizes valueSizes,
    boolean followsInput,
    @Nullable NDArray content) {

  /** Where an array comes from. */
  enum Origin {
    INPUT,
    PARAMETER,
    /** Made by the block without a traced call, from Java values or a file. */
    CONSTANT,
    RESULT
  }
}
