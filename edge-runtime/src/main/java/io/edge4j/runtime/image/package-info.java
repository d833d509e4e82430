/** Predicts images; the only part that needs the module {@code java.desktop}. */
@NullMarked
package io.edge4j.runtime.image;

import org.jspecify.annotations.NullMarked;
