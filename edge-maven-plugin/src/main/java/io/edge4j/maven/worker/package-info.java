/** Starting, watching and ending a worker JVM, and the main class that runs in it. */
package io.edge4j.maven.worker;
