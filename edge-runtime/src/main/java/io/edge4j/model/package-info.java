/**
 * What a model is and what it takes: its files, its metadata, its inputs, and how a picture becomes
 * numbers. Needs nothing but the JDK and jackson-core, so that a build, a test and a server can all
 * ask here.
 */
@NullMarked
package io.edge4j.model;

import org.jspecify.annotations.NullMarked;
