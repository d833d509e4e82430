package io.edge4j.runtime.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Collects lines for a thread of its own, which writes many at once. */
final class BufferedLog implements RequestLog {
  private static final Logger LOGGER = Logger.getLogger(RequestLog.class.getName());
  private static final int CAPACITY = 256 << 10;

  /** How long lines are collected: few enough wake-ups, soon enough for whoever watches. */
  private static final long COLLECT_MILLIS = 20;

  private static final long RETRY_MILLIS = 1_000;
  private static final long FLUSH_MILLIS = 2_000;

  private final WritableByteChannel target;
  private final long retryMillis;
  private byte[] filling = new byte[CAPACITY];
  private byte[] spare = new byte[CAPACITY];
  private int filled;
  private long dropped;
  private boolean writing;
  private boolean started;

  BufferedLog(WritableByteChannel target) {
    this(target, RETRY_MILLIS);
  }

  BufferedLog(WritableByteChannel target, long retryMillis) {
    this.target = target;
    this.retryMillis = retryMillis;
  }

  @Override
  public void write(byte[] line) {
    write(line, line.length);
  }

  @Override
  public synchronized void write(byte[] buffer, int length) {
    if (length > filling.length - filled) {
      dropped++;
      return;
    }
    System.arraycopy(buffer, 0, filling, filled, length);
    boolean first = filled == 0;
    filled += length;
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
    }
  }

  private synchronized void awaitLines() throws InterruptedException {
    while (filled == 0) {
      wait();
    }
  }

  private void writeCollected() throws InterruptedException {
    ByteBuffer lines;
    long lost;
    synchronized (this) {
      lines = ByteBuffer.wrap(filling, 0, filled);
      filling = spare;
      spare = lines.array();
      filled = 0;
      // They came when these lines had filled the buffer.
      lost = dropped;
      dropped = 0;
      writing = true;
    }
    writeAll(lines);
    if (lost > 0) {
      writeAll(
          ByteBuffer.wrap(
              LogLine.ofServer("WARN", lost + " lines were dropped from the request log.")
                  .bytes()));
    }
    synchronized (this) {
      writing = false;
      notifyAll();
    }
  }

  /**
   * Writes until everything is out. What a full disk or a closed pipe refuses is tried again from
   * where it stopped; meanwhile lines are collected, then counted.
   */
  private void writeAll(ByteBuffer lines) throws InterruptedException {
    boolean told = false;
    while (lines.hasRemaining()) {
      try {
        target.write(lines);
      } catch (IOException e) {
        if (!told) {
          told = true;
          LOGGER.log(
              Level.WARNING,
              "Requests cannot be logged ({0}); it is tried again every second.",
              e.getMessage());
        }
        Thread.sleep(retryMillis);
      }
    }
    if (told) {
      LOGGER.log(Level.WARNING, "Requests are logged again.");
    }
  }
}
