def trained = new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge/train/training.json"))
assert trained.initialWeights.file == "backbone.safetensors"
assert trained.initialWeights.filled.toSet() == ["01Linear_weight", "01Linear_bias"].toSet()
assert trained.initialWeights.frozen == ["01Linear_weight", "01Linear_bias"]
assert trained.initialWeights.unused.toSet() == ["2.weight", "2.bias"].toSet()
assert trained.classes.classes*.name == ["inner", "outer"]

String log = new File(basedir, "build.log").text
assert log.contains("initial weights from backbone.safetensors: 2 of 4 parameters; left random: ")
assert log.count("train: runs, because") == 1
assert log.contains("train: up to date")
return true
