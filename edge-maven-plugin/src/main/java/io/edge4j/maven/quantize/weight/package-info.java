/** Weights on their way from floats to integers or half precision: who reads them, their scales. */
@NullMarked
package io.edge4j.maven.quantize.weight;

import org.jspecify.annotations.NullMarked;
