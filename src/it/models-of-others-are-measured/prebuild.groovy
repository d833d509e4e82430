// The models of the unit tests serve here too, so that the repository holds them once.
File resources = new File(basedir, "../../../src/test/resources")
File models = new File(basedir, "src/model")
models.mkdirs()
["foreign/zipmap.onnx", "static-cases/opset-9.onnx", "seed-cnn/fp32.onnx"].each {
  File model = new File(resources, it)
  java.nio.file.Files.copy(model.toPath(), new File(models, model.name).toPath(), java.nio.file.StandardCopyOption.REPLACE_EXISTING)
}

// Raw columns, and a class that noise makes uncertain.
File table = new File(basedir, "data/table.csv")
table.parentFile.mkdirs()
def random = new Random(3)
table.withWriter { out ->
  out.writeLine("a,b,c,y")
  200.times {
    def row = (1..3).collect { random.nextGaussian() }
    double score = row[0] - row[1] + row[2] + 0.8 * random.nextGaussian()
    out.writeLine(row.join(",") + "," + (score < -0.7 ? "middle" : score < 0.7 ? "light" : "heavy"))
  }
}
return true
