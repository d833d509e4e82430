/** Files that are known before they are fetched, and the cache that all builds of a user share. */
@NullMarked
package io.edge4j.maven.dataset.download;

import org.jspecify.annotations.NullMarked;
