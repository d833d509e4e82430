/** The goals and their configuration: thin. */
package io.edge4j.maven.mojo;
