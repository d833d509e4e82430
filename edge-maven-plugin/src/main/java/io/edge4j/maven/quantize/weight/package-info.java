/** Weights on their way from floats to integers: who reads them, their scales, their int8 form. */
@NullMarked
package io.edge4j.maven.quantize.weight;

import org.jspecify.annotations.NullMarked;
