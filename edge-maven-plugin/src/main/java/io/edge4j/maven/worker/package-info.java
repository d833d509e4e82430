/** Starting, watching and ending a worker JVM, and the main class that runs in it. */
@NullMarked
package io.edge4j.maven.worker;

import org.jspecify.annotations.NullMarked;
