File edge = new File(basedir, "target/edge")
def slurper = new groovy.json.JsonSlurper()

// PicturesTest has found the accuracy of the model that ships in what ImagePredictor says of the files.
def trained = slurper.parse(new File(edge, "train/training.json"))
def quantized = slurper.parse(new File(edge, "quantize.json"))
assert quantized.accuracy.fp32 == trained.testAccuracy
assert trained.dataset.layout == "CHW"
assert trained.dataset.preprocessing.mean == [0.485, 0.456, 0.406]
assert trained.dataset.preprocessing.resize == "CROP"

// Brought along, the model says itself which images it takes, and how their pixels become values.
def brought = slurper.parse(new File(basedir, "target/edge-brought-along/quantize.json"))
assert brought.accuracy == quantized.accuracy
assert brought.dataset.preprocessing == quantized.dataset.preprocessing
return true
