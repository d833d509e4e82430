/** Predicts images; the only part that needs the module {@code java.desktop}. */
package io.edge4j.runtime.image;
