package io.edge4j.maven.train;

import io.edge4j.maven.stage.Progress;
import java.time.Duration;
import java.util.Locale;

/** The lines that a person follows while a network trains. */
final class EpochProgress {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Progress progress;
  private final String metric;
  private final int epochs;
  private final int samples;
  private int first = 1;
  private final long start = System.nanoTime();
  private long epochStart = start;
  private long lastLine = start;

  /**
   * @param metric what the scores are called
   * @param samples in an epoch
   */
  EpochProgress(Progress progress, String metric, int epochs, int samples) {
    this.progress = progress;
    this.metric = metric;
    this.epochs = epochs;
    this.samples = samples;
  }

  /** Epochs that an earlier run did: they say nothing about the time that is left. */
  void continueAfter(int epoch) {
    first = epoch + 1;
    progress.say("going on after epoch " + epoch + " of " + epochs + ", where it was interrupted");
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
              "epoch %d/%d: %d %%, loss %.4f, %,d samples/s, %s left",
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
            "epoch %d/%d: loss %.4f, %s %.4f train%s %.4f test, %,d samples/s, %s left",
            epoch.epoch(),
            epochs,
            epoch.loss(),
            metric,
            epoch.trainAccuracy(),
            epoch.validationAccuracy() == null
                ? ""
                : String.format(Locale.ROOT, " %.4f validation", epoch.validationAccuracy()),
            epoch.testAccuracy(),
            rate(samples, trainNanos),
            left((long) epoch.epoch() * samples, System.nanoTime())));
  }

  void endEarly(int epoch, int patience) {
    progress.say(
        "stopped after epoch %d: the validation loss has not fallen for %d epochs (patience)"
            .formatted(epoch, patience));
  }

  void warn(String sentence) {
    progress.say("warning: " + sentence);
  }

  long nanosInEpoch() {
    return System.nanoTime() - epochStart;
  }

  private static long rate(long seen, long nanos) {
    return Math.round(seen * 1e9 / Math.max(nanos, 1));
  }

  private String left(long seen, long now) {
    double before = (first - 1.0) * samples;
    double share = (seen - before) / ((double) epochs * samples - before);
    return Math.round((now - start) / 1e9 * (1 - share) / share) + " s";
  }
}
