import java.nio.file.Files
import java.nio.file.Path

File data = new File(basedir, "data")
data.mkdirs()
new File(data, "houses.csv").withPrintWriter { out ->
  out.println "squareMetres,yearBuilt,price"
  200.times { out.println "${40 + it},${1900 + it % 100},${it / 50}" }
}
new File(basedir, "target").mkdirs()

// For whom permissions count; for root, who may write everywhere, the listing does.
data.eachFileRecurse { it.setWritable(false) }
data.setWritable(false)

// Everything but target and what the invoker itself writes: name, size, time of the last change.
// The context hands it on to verify.groovy.
context.listing = { Path root ->
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
context.before = context.listing(basedir.toPath())
return true
