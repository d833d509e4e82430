/** Fit, evaluate, save; reproducible from the seed. */
package io.edge4j.maven.train;
