import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.file.Files

// src/model/model.onnx is what torch.onnx.export of PyTorch 2.13 writes for
// Sequential(Linear(256, 1024), ReLU(), Linear(1024, 256)), without the trace of its nodes. The
// weights are none that anybody trained: model.onnx.data has room for them and is filled here.
int floats = 525_568
Random random = new Random(7)
ByteBuffer data = ByteBuffer.allocate(floats * 4).order(ByteOrder.LITTLE_ENDIAN)
floats.times { data.putFloat((float) (random.nextGaussian() / 16)) }
byte[] first = data.array()
byte[] second = first.clone()
second[second.length - 2] ^= 1

[first: first, second: second].each { name, weights ->
  File folder = new File(basedir, "models/" + name)
  folder.mkdirs()
  Files.copy(new File(basedir, "src/model/model.onnx").toPath(), new File(folder, "model.onnx").toPath())
  new File(folder, "model.onnx.data").bytes = weights
}
return true
