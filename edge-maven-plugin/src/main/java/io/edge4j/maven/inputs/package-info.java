/**
 * What a model takes: what the pom says of it, checked against the model, and what is assumed where
 * nobody says it.
 */
@NullMarked
package io.edge4j.maven.inputs;

import org.jspecify.annotations.NullMarked;
