// The model of the unit tests serves here too, so that the repository holds it once.
File model = new File(basedir, "../../../src/test/resources/seed-cnn/fp32.onnx")
File target = new File(basedir, "src/model/fp32.onnx")
target.parentFile.mkdirs()
java.nio.file.Files.copy(model.toPath(), target.toPath(), java.nio.file.StandardCopyOption.REPLACE_EXISTING)
return true
