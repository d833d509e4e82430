package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log whose disk is full for a while. */
class BufferedLogTest {
  private static final int RETRY_MILLIS = 5;

  private final Disk disk = new Disk();
  private final BufferedLog log = new BufferedLog(disk, RETRY_MILLIS);

  /** Takes what there is room for, as a file on a disk does. */
  private static final class Disk implements WritableByteChannel {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int room = Integer.MAX_VALUE;
    private int refusals;

    @Override
    public synchronized int write(ByteBuffer bytes) throws IOException {
      if (room == 0) {
        refusals++;
        throw new IOException("No space left on device");
      }
      byte[] taken = new byte[Math.min(room, bytes.remaining())];
      bytes.get(taken);
      content.writeBytes(taken);
      room -= taken.length;
      return taken.length;
    }

    synchronized void leave(int bytes) {
      room = bytes;
    }

    synchronized int refusals() {
      return refusals;
    }

    synchronized List<String> lines() {
      return content.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private void write(String line) {
    log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void awaitRefusals(int count) throws InterruptedException {
    while (disk.refusals() < count) {
      Thread.sleep(1);
    }
  }

  @Test
  void goesOnWhereItStoppedWhenThereIsRoomAgain() throws InterruptedException {
    disk.leave(4);
    write("first line");
    awaitRefusals(2);
    write("second line");
    disk.leave(Integer.MAX_VALUE);
    log.flush();
    write("third line");
    log.flush();
    assertThat(disk.lines()).containsExactly("first line", "second line", "third line");
  }

  @Test
  void countsWhatFoundNoRoomAndSaysSo() throws InterruptedException {
    disk.leave(0);
    write("first line");
    awaitRefusals(1);
    String kilobyte = "x".repeat(1023);
    for (int i = 0; i < 300; i++) {
      write(kilobyte);
    }
    disk.leave(Integer.MAX_VALUE);
    log.flush();
    assertThat(disk.lines())
        .hasSize(1 + 256 + 1)
        .startsWith("first line", kilobyte)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"level\":\"WARN\"")
                    .contains("\"message\":\"44 lines were dropped from the request log.\""));
  }
}
