import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption

File model = new File(basedir, "../../../src/test/resources/seed-cnn/fp32.onnx")
File target = new File(basedir, "src/model/fp32.onnx")
target.parentFile.mkdirs()
Files.copy(model.toPath(), target.toPath(), StandardCopyOption.REPLACE_EXISTING)

Path jdks = basedir.toPath().resolve("jdks")
Files.createDirectories(jdks.resolve("empty"))
Files.createDirectories(jdks.resolve("old/bin"))
Files.createFile(jdks.resolve("old/bin/java"))
Files.createFile(jdks.resolve("old/bin/java.exe"))
Files.writeString(jdks.resolve("old/release"), 'JAVA_VERSION="11.0.22"\n')
def write = { String file, Map homes ->
  String toolchains = homes.collect { id, home -> """
  <toolchain>
    <type>jdk</type>
    <provides>
      <id>${id}</id>
    </provides>
    <configuration>
      <jdkHome>${home}</jdkHome>
    </configuration>
  </toolchain>""" }.join("")
  new File(basedir, file).text = "<toolchains>${toolchains}\n</toolchains>\n"
}
write("toolchains.xml", [present: System.getProperty("java.home"), empty: jdks.resolve("empty"), old: jdks.resolve("old")])
// Maven itself refuses a file that names a folder which is not there.
write("uninstalled.xml", [uninstalled: jdks.resolve("uninstalled")])
return true
