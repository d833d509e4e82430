import java.awt.image.BufferedImage
import javax.imageio.ImageIO

// Noise five times as strong as the shapes, in images larger than the network takes and of another ratio.
def random = new Random(5)
def inside = [
  circle: { x, y -> Math.hypot(x, y) < 1 },
  cross : { x, y -> Math.max(Math.abs(x), Math.abs(y)) < 1 && Math.min(Math.abs(x), Math.abs(y)) < 0.3 },
  ring  : { x, y -> Math.hypot(x, y) < 1 && Math.hypot(x, y) > 0.6 }
]
[train: 50, test: 30].each { split, count ->
  inside.each { name, shape ->
    File folder = new File(basedir, "data/${split}/${name}")
    folder.mkdirs()
    count.times { i ->
      def image = new BufferedImage(230, 200, i % 2 == 0 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY)
      def raster = image.raster
      double centreX = 115 + 20 * random.nextDouble()
      double centreY = 100 + 20 * random.nextDouble()
      double size = 45 + 35 * random.nextDouble()
      int[] pixel = new int[raster.numBands]
      for (int y = 0; y < 200; y++) {
        for (int x = 0; x < 230; x++) {
          int level = shape((x - centreX) / size, (y - centreY) / size) ? 112 : 100
          for (int band = 0; band < pixel.length; band++) {
            pixel[band] = Math.max(0, Math.min(255, (int) (level + 60 * random.nextGaussian())))
          }
          raster.setPixel(x, y, pixel)
        }
      }
      String format = i % 3 == 0 ? "jpg" : "png"
      assert ImageIO.write(image, format, new File(folder, "${i}.${format}"))
    }
  }
}
return true
