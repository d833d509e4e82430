// Writable again first, so that a clean can remove it.
new File(basedir, "data").setWritable(true)

assert new File(basedir, "target/edge/benchmark.json").isFile()
assert context.before.contains("houses.csv")
assert context.listing(basedir.toPath()) == context.before
return true
