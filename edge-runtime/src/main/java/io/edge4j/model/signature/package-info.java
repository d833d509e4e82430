/**
 * Signatures of models, after the OpenSSF Model Signing specification v1.0: a file beside the model
 * that says, under a key, which bytes it consists of. Keys are elliptic curves; nothing but the JDK
 * signs and verifies.
 *
 * @since 0.1.0
 */
@NullMarked
package io.edge4j.model.signature;

import org.jspecify.annotations.NullMarked;
