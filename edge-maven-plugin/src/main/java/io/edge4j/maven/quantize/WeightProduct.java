package io.edge4j.maven.quantize;

/**
 * What takes the place of a MatMul or Gemm: {@code output = alpha * input x weight + bias}.
 *
 * @param name of the node that it replaces
 * @param alpha goes into the weight's scales
 * @param bias a one-dimensional constant, or the empty string
 */
record WeightProduct(String name, String input, float alpha, String bias, String output) {}
