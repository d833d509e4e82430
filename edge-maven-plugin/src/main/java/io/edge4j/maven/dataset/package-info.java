/** A dataset is samples, labels, class names and a fingerprint; one class a format. */
@NullMarked
package io.edge4j.maven.dataset;

import org.jspecify.annotations.NullMarked;
