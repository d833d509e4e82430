/** A report as console table, JSON, Markdown and HTML. */
package io.edge4j.maven.report;
