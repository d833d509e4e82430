String home = System.getProperty("java.home")
List<String> builds = new File(basedir, "build.log").text.split("Scanning for projects").toList().drop(1)
assert builds.size() == 4
assert builds[0].contains("Toolchain for the workers: JDK[" + home + "]")
assert new File(basedir, "target/edge/logs/quantize.log").readLines()[0].endsWith(" in " + home)

assert builds[1].contains("Non-existing JDK home configuration at")
assert builds[1].contains("uninstalled")
assert builds[2].contains("empty, which has no java command") || builds[2].contains("empty], which has no java command")
assert builds[2].contains("<jdkHome> in toolchains.xml")
assert builds[3].contains("which is Java 11; workers need Java 17 or later")
return true
