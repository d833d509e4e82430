/**
 * Interleaved timing of things that compete, what may be concluded from the times, and the lock
 * that no two who measure on one machine hold.
 */
@NullMarked
package io.edge4j.maven.measure;

import org.jspecify.annotations.NullMarked;
