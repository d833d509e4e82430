File folder = new File(fashionMnist)
if (!new File(folder, "train-images-idx3-ubyte.gz").isFile()) {
  println "SKIPPED trains-on-the-real-fashion-mnist: no Fashion-MNIST in " + folder + "; name its folder with -Dedge.it.fashionMnist=..."
  return false
}
return true
