String log = new File(basedir, "build.log").text
def count = { String words -> log.split(java.util.regex.Pattern.quote(words), -1).length - 1 }

assert count("train: runs, because there is no earlier result") == 1
assert count("train: runs, because ") == 2
assert count("train: runs, because dataset.seed changed from 42 to 7, seed changed from 42 to 7") == 1
["train", "export", "quantize"].each { assert count(it + ": up to date") == 1 }
assert new File(basedir, "target/edge/benchmark.json").isFile()
assert new File(basedir, "target/edge/benchmark.md").isFile()
assert new File(basedir, "target/edge/benchmark.html").isFile()
