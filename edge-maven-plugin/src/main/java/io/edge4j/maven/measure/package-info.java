/** Interleaved timing of things that compete, and what may be concluded from the times. */
@NullMarked
package io.edge4j.maven.measure;

import org.jspecify.annotations.NullMarked;
