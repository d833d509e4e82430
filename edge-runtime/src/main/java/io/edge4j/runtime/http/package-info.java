/** Serves one model over HTTP. */
package io.edge4j.runtime.http;
