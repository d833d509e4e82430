// What is tested is what is copied.
import java.nio.file.Files

def from = new File(basedir, "../../../../example-app/quickstart").canonicalFile.toPath()
def to = new File(basedir, "iris").toPath()
Files.walk(from).withCloseable { files ->
  files.filter { !from.relativize(it).startsWith("target") }.forEach {
    def copy = to.resolve(from.relativize(it).toString())
    if (Files.isDirectory(it)) Files.createDirectories(copy) else Files.copy(it, copy)
  }
}
return true
