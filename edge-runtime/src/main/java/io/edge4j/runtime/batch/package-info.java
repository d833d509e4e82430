/**
 * What a distributed engine (Spark, Flink, Beam, a Kafka consumer) needs of a model: a reference
 * that travels to its workers, one opened model a JVM, and scoring of record after record. No
 * engine is known here.
 */
@NullMarked
package io.edge4j.runtime.batch;

import org.jspecify.annotations.NullMarked;
