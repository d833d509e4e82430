/** Weights that others trained, by name: files as notebooks save them. */
@NullMarked
package io.edge4j.maven.train.weights;

import org.jspecify.annotations.NullMarked;
