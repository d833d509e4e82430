/** What runs a stage on another machine: a launcher, a shell there, and a worker on its Java. */
@NullMarked
package io.edge4j.maven.device;

import org.jspecify.annotations.NullMarked;
