def slurper = new groovy.json.JsonSlurper()
List<String> builds = new File(basedir, "build.log").text.split("Scanning for projects").toList().drop(1)
assert builds.size() == 5

// The class is read once, into files; every stage after it reads those.
assert builds[0].contains("dataset: runs, because there is no earlier result")
assert builds[0].contains("read 500 samples of [2]")
["dataset", "train", "export", "quantize"].each {
  assert builds[1].contains(it + ": up to date")
}
assert builds[2].contains("dataset: runs, because dataset.directory changed")
assert builds[2].contains("read 600 samples of [2]")
["train", "quantize"].each { assert builds[2].contains(it + ": runs, because dataset.content changed") }

def trained = slurper.parse(new File(basedir, "target/edge/train/training.json"))
assert trained.dataset.name == "class (com.example.Rings)"
assert trained.dataset.classNames == ["inner", "outer"]
assert trained.dataset.trainSamples == 500
assert trained.testAccuracy > 0.9

// No stage had the class: quantization has no DJL either.
assert builds[3].contains("dataset: runs, because there is no earlier result")
assert !builds[3].contains("train: ")
def quantized = slurper.parse(new File(basedir, "target/edge-brought-along/quantize.json"))
assert quantized.dataset.name == "class (com.example.Rings)"

assert builds[4].contains("<className> in <parameters> of <dataset> is 'com.example.Ring'")
assert builds[4].contains("mvn compile")
return true
