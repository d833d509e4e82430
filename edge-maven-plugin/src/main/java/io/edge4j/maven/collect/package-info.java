/** Reads a DJL {@code Dataset} of the project once, into files that every stage can read. */
@NullMarked
package io.edge4j.maven.collect;

import org.jspecify.annotations.NullMarked;
