package io.edge4j.maven.measure;

/**
 * Opens all models anew between parts of the rounds. Where the weights of a model come to lie in
 * memory makes it some percent faster or slower for as long as it is open, so rounds in which
 * everything is opened once measure that, too, and come out otherwise in another JVM; opened ten
 * times, most of it cancels.
 *
 * @param <X> what opening may fail with
 */
public final class Reopening<X extends Exception> implements Interleaving.Pause<X> {
  private static final int PARTS = 10;

  /**
   * Of larger files the first opening alone would take long; what they read is no cache's matter.
   */
  private static final long MOST_BYTES = 64_000_000;

  /** What all of it may take. */
  private static final long MOST_NANOS = 500_000_000;

  private final Renewal<X> renewal;
  private final int roundsPerPart;
  private final boolean heavy;
  private long spent;
  private long last;

  /**
   * Opens everything anew and warms it.
   *
   * @param <X> what opening may fail with
   */
  @FunctionalInterface
  public interface Renewal<X extends Exception> {
    void run() throws X;
  }

  /**
   * @param bytes of the files of all models together
   * @param rounds that are measured in all
   */
  public Reopening(long bytes, int rounds, Renewal<X> renewal) {
    this.renewal = renewal;
    this.roundsPerPart = Math.max(1, (rounds + PARTS - 1) / PARTS);
    this.heavy = bytes > MOST_BYTES;
  }

  @Override
  public void before(int round) throws X {
    if (heavy || round == 0 || round % roundsPerPart != 0 || spent + last > MOST_NANOS) {
      return;
    }
    long start = System.nanoTime();
    renewal.run();
    last = System.nanoTime() - start;
    spent += last;
  }
}
