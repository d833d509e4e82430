/**
 * What every stage shares: its contract, the failure a user can act on, progress, JSON, whole
 * files.
 */
package io.edge4j.maven.stage;
