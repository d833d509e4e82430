/** Variants, the measuring loop, statistics and gates. */
package io.edge4j.maven.benchmark;
