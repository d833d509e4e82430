if (!Boolean.parseBoolean(thorough)) {
  println "SKIPPED build-cache-leaves-gates-alone: it takes a minute; -Pthorough runs it"
  return false
}
return true
