package io.edge4j.maven.train;

import io.edge4j.maven.stage.Progress;
import java.time.Duration;
import java.util.Locale;

/** The lines that a person follows while a network trains. */
final class EpochProgress {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Progress progress;
  private final int epochs;
  private final int samples;
  private final long start = System.nanoTime();
  private long epochStart = start;
  private long lastLine = start;

  EpochProgress(Progress progress, int epochs, int samples) {
    this.progress = progress;
    this.epochs = epochs;
    this.samples = samples;
  }

  void startEpoch() {
    epochStart = System.nanoTime();
    lastLine = epochStart;
  }

  /** Says where a long epoch stands, at most every 15 seconds. */
  void step(int epoch, int seen, double loss) {
    long now = System.nanoTime();
    if (now - lastLine >= HEARTBEAT.toNanos()) {
      lastLine = now;
      progress.say(
          String.format(
              Locale.ROOT,
              "epoch %d/%d: %d %%, loss %.4f, %,d images/s, %s left",
              epoch,
              epochs,
              100L * seen / samples,
              loss,
              rate(seen, now - epochStart),
              left((epoch - 1L) * samples + seen, now)));
    }
  }

  void endEpoch(EpochReport epoch, long trainNanos) {
    progress.say(
        String.format(
            Locale.ROOT,
            "epoch %d/%d: loss %.4f, accuracy %.4f train %.4f test, %,d images/s, %s left",
            epoch.epoch(),
            epochs,
            epoch.loss(),
            epoch.trainAccuracy(),
            epoch.testAccuracy(),
            rate(samples, trainNanos),
            left((long) epoch.epoch() * samples, System.nanoTime())));
  }

  long nanosInEpoch() {
    return System.nanoTime() - epochStart;
  }

  private static long rate(long seen, long nanos) {
    return Math.round(seen * 1e9 / Math.max(nanos, 1));
  }

  private String left(long seen, long now) {
    double share = (double) seen / ((double) epochs * samples);
    return Math.round((now - start) / 1e9 * (1 - share) / share) + " s";
  }
}
