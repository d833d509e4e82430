package io.edge4j.runtime.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection that is kept and asked again and again. */
final class LoadClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  /** What came back. */
  record Answer(int status, boolean closes, String body) {}

  private final Socket socket;
  private final InputStream in;

  LoadClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  Answer ask(byte[] request) throws IOException {
    send(request);
    return answer();
  }

  void send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
  }

  /** Ends sending; the answer can still be read. */
  void finishSending() throws IOException {
    socket.shutdownOutput();
  }

  /** Whether something of the next answer is there. */
  boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  /**
   * The next answer.
   *
   * @throws EOFException when the connection ended before it began
   */
  Answer answer() throws IOException {
    String first = line();
    int status = Integer.parseInt(first.split(" ", 3)[1]);
    int length = 0;
    boolean closes = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
      closes |= lower.equals("connection: close");
    }
    return new Answer(status, closes, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended after \"" + line + "\"");
      }
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
