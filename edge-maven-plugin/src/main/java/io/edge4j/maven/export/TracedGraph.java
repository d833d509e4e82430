package io.edge4j.maven.export;

import java.util.List;

/**
 * The computation that all traces agree on, reduced to the calls that its outputs need.
 *
 * @param calls in an order in which they can run
 * @param swaps calls that give a parameter other axes; their results are constants too
 */
record TracedGraph(List<Value> inputs, List<Call> calls, List<Value> outputs, List<Call> swaps) {}
