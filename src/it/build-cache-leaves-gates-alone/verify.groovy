List<String> builds = new File(basedir, "build.log").text.split("Scanning for projects").toList().drop(1)
assert builds.size() == 3
assert builds[0].contains("quantize: runs, because there is no earlier result")
assert builds[1].contains("Found cached build")
assert builds[1].contains("quantize: up to date")
assert builds[2].contains("Found cached build")
assert builds[2] =~ /quantize: runs, because \S*maxAccuracyLoss changed/
// Each measured, and looked at its gate.
builds.each { assert it.contains("sizeBytes") }
return true
