if (!Boolean.parseBoolean(thorough)) {
  println "SKIPPED parallel-modules-with-awkward-names: it takes a minute; -Pthorough runs it"
  return false
}
return true
