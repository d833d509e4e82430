// The model of the unit tests, as another build would bring it: in a jar of its own.
def model = new File(basedir, "../../../../edge-runtime/src/test/resources/seed-cnn/int8-python.onnx")
def target = new File(basedir, "model/src/main/resources/META-INF/edge/garments.onnx")
target.parentFile.mkdirs()
target.bytes = model.bytes
return true
