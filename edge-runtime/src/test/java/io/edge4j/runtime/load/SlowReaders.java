package io.edge4j.runtime.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that ask for much and take it a byte at a time. Whoever is cut off comes back. One thread
 * for all of them; what ended it too early is told by {@link #close}.
 */
final class SlowReaders implements AutoCloseable {
  private static final long PAUSE_MILLIS = 1_000;
  private static final int RECEIVE_BUFFER = 4 << 10;

  /** Each answer has tens of KB. */
  private static final String REQUEST = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final byte[] MANY = REQUEST.repeat(100).getBytes(StandardCharsets.US_ASCII);

  private final int port;
  private final int count;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final Thread thread = new Thread(this::read, "slow-readers");
  private volatile boolean ended;
  private final AtomicInteger cut = new AtomicInteger();
  private volatile IOException failure;

  SlowReaders(int port, int count) throws IOException {
    this.port = port;
    this.count = count;
    fill();
    thread.start();
  }

  private void fill() throws IOException {
    while (channels.size() < count) {
      SocketChannel channel = SocketChannel.open();
      channel.socket().setReceiveBufferSize(RECEIVE_BUFFER);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(MANY));
      channels.add(channel);
    }
  }

  private void read() {
    try {
      while (!ended) {
        for (SocketChannel channel : List.copyOf(channels)) {
          if (!takesAByte(channel)) {
            channel.close();
            channels.remove(channel);
            cut.incrementAndGet();
          }
        }
        fill();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks again, too: what the system holds can be read long after the end. */
  private static boolean takesAByte(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
      return channel.read(ByteBuffer.allocate(1)) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** How many were cut off so far. */
  int cut() {
    return cut.get();
  }

  @Override
  public void close() throws IOException {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
    if (failure != null) {
      throw new IOException("The slow readers ended too early", failure);
    }
  }
}
