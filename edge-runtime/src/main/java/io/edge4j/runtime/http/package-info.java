/**
 * Serves one model over HTTP: the server, and handlers for a Jetty that is there already. The only
 * room that knows Jetty.
 */
@NullMarked
package io.edge4j.runtime.http;

import org.jspecify.annotations.NullMarked;
