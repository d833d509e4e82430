/** Draws the embedded dataset: pictures of garments from a seed, the same on every Java. */
@NullMarked
package io.edge4j.maven.dataset.garments;

import org.jspecify.annotations.NullMarked;
