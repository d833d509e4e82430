// A price that follows size and age, with noise; columns on scales of their own.
def random = new Random(7)
File data = new File(basedir, "data")
data.mkdirs()
new File(data, "houses.csv").withPrintWriter { out ->
  out.println "squareMetres,yearBuilt,price"
  800.times {
    double size = 40 + 160 * random.nextDouble()
    double year = 1900 + 120 * random.nextDouble()
    out.println "${size},${year},${size / 50 + (year - 1900) / 60 + 0.1 * random.nextGaussian()}"
  }
}
return true
