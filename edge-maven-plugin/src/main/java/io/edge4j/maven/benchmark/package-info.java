/** Variants, the measuring loop, statistics and gates. */
@NullMarked
package io.edge4j.maven.benchmark;

import org.jspecify.annotations.NullMarked;
