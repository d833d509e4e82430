package com.example;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Points on two rings, which only this project knows how to make. */
public final class Rings extends RandomAccessDataset {
  private final Usage usage;
  private double[] radii;
  private int count;

  public Rings(Usage usage) {
    super(new ArrayDataset.Builder().setSampling(32, true));
    this.usage = usage;
  }

  @Override
  public void prepare(Progress progress) throws IOException {
    Path file = Path.of(System.getProperty("edge.dataset.directory"), "radii.txt");
    String[] figures = Files.readAllLines(file).get(1).split(" ");
    radii = new double[] {Double.parseDouble(figures[0]), Double.parseDouble(figures[1])};
    count = Integer.parseInt(figures[usage == Usage.TRAIN ? 2 : 3]);
  }

  @Override
  public Record get(NDManager manager, long index) {
    Random random = new Random(31 * index + usage.ordinal());
    int ring = (int) (index % 2);
    double angle = random.nextDouble() * 2 * Math.PI;
    double radius = radii[ring] + 0.1 * random.nextGaussian();
    float[] point = {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))};
    return new Record(new NDList(manager.create(point)), new NDList(manager.create(ring)));
  }

  @Override
  protected long availableSize() {
    return count;
  }
}
