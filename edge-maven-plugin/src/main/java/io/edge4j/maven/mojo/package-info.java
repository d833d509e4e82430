/** The goals and their configuration: thin. */
@NullMarked
package io.edge4j.maven.mojo;

import org.jspecify.annotations.NullMarked;
