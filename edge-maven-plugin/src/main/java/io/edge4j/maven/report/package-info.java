/** A report as console table, JSON, Markdown and HTML. */
@NullMarked
package io.edge4j.maven.report;

import org.jspecify.annotations.NullMarked;
