import java.awt.image.BufferedImage
import javax.imageio.ImageIO

// Noise five times as strong as the shapes, in images larger than the network takes and of another ratio.
def random = new Random(5)

/** Compiled, since millions of pixels take a script a minute. */
@groovy.transform.CompileStatic
class Painter {
  static boolean isInside(String shape, double x, double y) {
    double distance = Math.hypot(x, y)
    switch (shape) {
      case "circle": return distance < 1
      case "cross": return Math.max(Math.abs(x), Math.abs(y)) < 1 && Math.min(Math.abs(x), Math.abs(y)) < 0.3
      default: return distance < 1 && distance > 0.6
    }
  }

  static BufferedImage paint(String shape, int type, Random random) {
    BufferedImage image = new BufferedImage(230, 200, type)
    double centreX = 115 + 20 * random.nextDouble()
    double centreY = 100 + 20 * random.nextDouble()
    double size = 45 + 35 * random.nextDouble()
    int[] pixel = new int[image.raster.numBands]
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 230; x++) {
        int level = isInside(shape, (x - centreX) / size, (y - centreY) / size) ? 112 : 100
        for (int band = 0; band < pixel.length; band++) {
          pixel[band] = Math.max(0, Math.min(255, (int) (level + 60 * random.nextGaussian())))
        }
        image.raster.setPixel(x, y, pixel)
      }
    }
    return image
  }
}

[train: 50, test: 30].each { split, count ->
  ["circle", "cross", "ring"].each { shape ->
    File folder = new File(basedir, "data/${split}/${shape}")
    folder.mkdirs()
    count.times { i ->
      def image = Painter.paint(shape, i % 2 == 0 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY, random)
      String format = i % 3 == 0 ? "jpg" : "png"
      assert ImageIO.write(image, format, new File(folder, "${i}.${format}"))
    }
  }
}
return true
