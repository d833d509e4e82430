/**
 * What every stage shares: its contract, the failure a user can act on, progress, JSON, whole
 * files.
 */
@NullMarked
package io.edge4j.maven.stage;

import org.jspecify.annotations.NullMarked;
