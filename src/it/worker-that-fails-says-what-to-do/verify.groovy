List<String> builds = new File(basedir, "build.log").text.split("Scanning for projects").toList().drop(1)
assert builds.size() == 2

assert builds[0].contains("it ran out of memory. Give it more with <workerJvmArguments> (edge.workerJvmArguments)")
assert builds[1].contains("its JVM did not start") && builds[1].contains("Unrecognized option: -Xxm4g")
builds.each { assert it.contains("Whole log: ") }

// The log stays, and nothing that looks like a result.
File edge = new File(basedir, "target/edge")
assert new File(edge, "logs/train.log").length() > 0
assert !new File(edge, "train/training.json").exists()
return true
