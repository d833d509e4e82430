package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.Interleaving;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;

/**
 * Opens all variants anew between parts of a fork's rounds. Where the weights of a model come to
 * lie in memory makes it some percent faster or slower for as long as it is open, so a fork in
 * which everything is opened once measures that, too, and forks lie far apart; opened ten times,
 * most of it cancels.
 */
final class Reopening implements Interleaving.Pause<StageException> {
  private static final int PARTS = 10;

  /**
   * Of larger files the first opening alone would take long; what they read is no cache's matter.
   */
  private static final long MOST_BYTES = 64_000_000;

  /** What a fork may spend on it. */
  private static final long MOST_NANOS = 500_000_000;

  /** Renews what is run, after everything was opened, and warms it. */
  @FunctionalInterface
  interface Renewal {
    void run() throws StageException;
  }

  private final OpenVariants variants;
  private final Renewal renewal;
  private final int roundsPerPart;
  private final boolean heavy;
  private long spent;
  private long last;

  /**
   * @param variants open already
   * @param rounds of the whole fork
   */
  Reopening(OpenVariants variants, int rounds, Renewal renewal) throws IOException {
    this.variants = variants;
    this.renewal = renewal;
    this.roundsPerPart = Math.max(1, (rounds + PARTS - 1) / PARTS);
    this.heavy = variants.bytes() > MOST_BYTES;
  }

  @Override
  public void before(int round) throws StageException {
    if (heavy || round == 0 || round % roundsPerPart != 0 || spent + last > MOST_NANOS) {
      return;
    }
    long start = System.nanoTime();
    try {
      variants.open();
    } catch (IOException e) {
      throw new StageException("A variant could not be opened again: " + e.getMessage(), e);
    }
    renewal.run();
    last = System.nanoTime() - start;
    spent += last;
  }
}
