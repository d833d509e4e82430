/** What can be said of a variant: a row per metric, and what it is read from. */
package io.edge4j.maven.metric;
