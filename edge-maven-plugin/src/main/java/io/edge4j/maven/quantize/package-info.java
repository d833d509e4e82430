/** Recipes that take a graph and give a smaller one, judged by the fp32 model. */
@NullMarked
package io.edge4j.maven.quantize;

import org.jspecify.annotations.NullMarked;
