/** Reads a DJL {@code Dataset} of the project once, into files that every stage can read. */
package io.edge4j.maven.collect;
