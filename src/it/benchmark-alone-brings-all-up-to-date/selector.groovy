if (!Boolean.parseBoolean(thorough)) {
  println "SKIPPED benchmark-alone-brings-all-up-to-date: it takes a minute; -Pthorough runs it"
  return false
}
return true
