// A price that follows size and age, with noise of 3,000; every column on a scale of its own.
def random = new Random(7)
File data = new File(basedir, "data")
data.mkdirs()
new File(data, "houses.csv").withPrintWriter { out ->
  out.println "squareMetres,yearBuilt,price"
  800.times {
    double size = 40 + 160 * random.nextDouble()
    double year = 1900 + 120 * random.nextDouble()
    out.println "${size},${year},${2000 * size + 500 * (year - 1900) + 20000 + 3000 * random.nextGaussian()}"
  }
}
return true
