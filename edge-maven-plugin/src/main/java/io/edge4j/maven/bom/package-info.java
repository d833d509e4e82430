/** The bill of materials of a model, from the reports of the build that made it. */
@NullMarked
package io.edge4j.maven.bom;

import org.jspecify.annotations.NullMarked;
