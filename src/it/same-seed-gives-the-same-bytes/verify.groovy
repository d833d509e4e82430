["garments-fp32.onnx", "garments-optimized.onnx"].each {
  byte[] first = new File(basedir, "first/target/edge/" + it).bytes
  byte[] second = new File(basedir, "second/target/edge/" + it).bytes
  assert first.length > 0
  assert Arrays.equals(first, second)
}
return true
