package io.edge4j.runtime.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Collects lines for a thread of its own, which writes many at once. */
final class BufferedLog implements RequestLog {
  private static final int CAPACITY = 256 << 10;

  /** How long lines are collected: few enough wake-ups, soon enough for whoever watches. */
  private static final long COLLECT_MILLIS = 20;

  private static final long FLUSH_MILLIS = 2_000;

  private final OutputStream target;
  private byte[] filling = new byte[CAPACITY];
  private byte[] spare = new byte[CAPACITY];
  private int filled;
  private long dropped;
  private boolean writing;
  private boolean started;

  BufferedLog(OutputStream target) {
    this.target = target;
  }

  @Override
  public synchronized void write(byte[] line) {
    if (line.length > filling.length - filled) {
      dropped++;
      return;
    }
    System.arraycopy(line, 0, filling, filled, line.length);
    boolean first = filled == 0;
    filled += line.length;
    if (!started) {
      started = true;
      Thread writer = new Thread(this::writeForever, "edge-log");
      writer.setDaemon(true);
      writer.start();
    } else if (first) {
      notifyAll();
    }
  }

  /** Waits until everything is out, but not for a reader that has stopped reading. */
  @Override
  public synchronized void flush() {
    long end = System.nanoTime() + FLUSH_MILLIS * 1_000_000;
    try {
      while (filled > 0 || writing) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeForever() {
    try {
      while (true) {
        awaitLines();
        Thread.sleep(COLLECT_MILLIS);
        writeCollected();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // A closed pipe must not end the service; from here on lines are dropped.
      Logger.getLogger(RequestLog.class.getName())
          .log(Level.WARNING, "Requests can no longer be logged.", e);
    }
  }

  private synchronized void awaitLines() throws InterruptedException {
    while (filled == 0) {
      wait();
    }
  }

  private void writeCollected() throws IOException {
    byte[] lines;
    int length;
    long lost;
    synchronized (this) {
      lines = filling;
      length = filled;
      lost = dropped;
      filling = spare;
      spare = lines;
      filled = 0;
      dropped = 0;
      writing = true;
    }
    target.write(lines, 0, length);
    if (lost > 0) {
      target.write(
          ("{\"level\":\"WARN\",\"message\":\"" + lost + " request lines were dropped\"}\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    synchronized (this) {
      writing = false;
      notifyAll();
    }
  }
}
