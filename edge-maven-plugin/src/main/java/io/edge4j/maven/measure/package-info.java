/** Interleaved timing of things that compete, and what may be concluded from the times. */
package io.edge4j.maven.measure;
