/** What is up to date, and the order in which a goal brings what it needs up to date. */
@NullMarked
package io.edge4j.maven.pipeline;

import org.jspecify.annotations.NullMarked;
