// Every check ran, and left its figures.
File target = new File(basedir, "target")
assert new File(target, "failsafe-reports").listFiles().any {
  it.name.endsWith(".txt") && it.text.contains("Tests run: 5, Failures: 0, Errors: 0, Skipped: 0")
}
println new File(target, "figures.txt").text
return true
