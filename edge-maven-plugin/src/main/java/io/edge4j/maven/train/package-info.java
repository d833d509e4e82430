/** Fit, evaluate, save; reproducible from the seed. */
@NullMarked
package io.edge4j.maven.train;

import org.jspecify.annotations.NullMarked;
