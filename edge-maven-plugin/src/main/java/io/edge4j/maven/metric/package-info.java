/** What can be said of a variant: a row per metric, and what it is read from. */
@NullMarked
package io.edge4j.maven.metric;

import org.jspecify.annotations.NullMarked;
