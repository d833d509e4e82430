/** Load and faults against a server in a process of its own: {@code -Pload}, minutes long. */
package io.edge4j.runtime.load;
