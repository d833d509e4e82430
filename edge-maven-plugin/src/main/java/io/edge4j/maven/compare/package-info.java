/** What two models gave on the same inputs, compared output by output, whatever its type. */
@NullMarked
package io.edge4j.maven.compare;

import org.jspecify.annotations.NullMarked;
