/** A dataset is samples, labels, class names and a fingerprint; one class a format. */
package io.edge4j.maven.dataset;
