import java.nio.file.Files
import java.nio.file.Path

// Writable again first, so that a clean can remove it.
File data = new File(basedir, "data")
data.setWritable(true)

String listing(Path root) {
  Files.walk(root).withCloseable { tree ->
    tree.filter { path ->
      String name = root.relativize(path)
      name && !name.startsWith("target") && !name.startsWith("build.log")
    }.sorted().collect { path ->
      root.relativize(path).toString() + " " + (Files.isDirectory(path) ? "" : Files.size(path)) + " " +
          Files.getLastModifiedTime(path)
    }.join("\n")
  }
}

assert new File(basedir, "target/edge/benchmark.json").isFile()
assert listing(basedir.toPath()) == new File(basedir, "target/before.txt").text
return true
