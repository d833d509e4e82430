/**
 * The one way from an image to numbers, for training and for serving. The only part of {@code
 * io.edge4j.model} that needs the module {@code java.desktop}.
 */
@NullMarked
package io.edge4j.model.image;

import org.jspecify.annotations.NullMarked;
