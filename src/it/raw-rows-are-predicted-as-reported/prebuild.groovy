// Three columns whose sizes lie four orders apart, and classes that noise makes uncertain.
def random = new Random(5)
File data = new File(basedir, "data")
data.mkdirs()
new File(data, "parcels.csv").withPrintWriter { out ->
  out.println "grams,year,share,kind"
  600.times {
    double grams = 20000 + 8000 * random.nextGaussian()
    double year = 1990 + 12 * random.nextGaussian()
    double share = random.nextDouble()
    double score = (grams - 20000) / 8000 - (year - 1990) / 12 + 3 * (share - 0.5) + 0.7 * random.nextGaussian()
    out.println "${grams},${year},${share},${score < -0.6 ? 'light' : score < 0.6 ? 'middle' : 'heavy'}"
  }
}
return true
