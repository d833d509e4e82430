List<String> log = new File(basedir, "build.log").readLines()

// Each names the parameter, the value, and what would work; in the order of invoker.properties.
def refusals = [
    ["edge.blockFactory", "com.example.Nowhere", "compile"],
    ["<epoch>", "'9'", "epochs"],
    ["epochs", "three"],
]
def errors = log.findAll { it.contains("[ERROR] Failed to execute goal") }
assert errors.size() == refusals.size()
refusals.eachWithIndex { words, i ->
  words.each { assert errors[i].contains(it) }
}

assert !new File(basedir, "target/edge/train").exists()
assert !log.any { it.contains("Exception in thread") }
return true
