/** Draws the embedded dataset: pictures of garments from a seed, the same on every Java. */
package io.edge4j.maven.dataset.garments;
