package io.edge4j.maven.dataset.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A mirror on the loopback interface that can do what real ones do to a download. */
public final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean ranges = true;
  private volatile int cutAfter = Integer.MAX_VALUE;

  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public FileServer with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** Answers a range with the whole file, as simple servers do. */
  public FileServer withoutRanges() {
    ranges = false;
    return this;
  }

  /** Ends the next answer too early. */
  public FileServer cuttingNextAnswerAfter(int bytes) {
    cutAfter = bytes;
    return this;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Path and range of each request. */
  public List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(1);
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(range == null ? path : path + " " + range);
      byte[] content = files.get(path);
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      int from = 0;
      if (range != null && ranges) {
        from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      byte[] body = Arrays.copyOfRange(content, from, content.length);
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length);
      int length = Math.min(body.length, cutAfter);
      cutAfter = Integer.MAX_VALUE;
      OutputStream out = exchange.getResponseBody();
      out.write(body, 0, length);
      out.flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
