package io.edge4j.maven.dataset.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Fetches a file over HTTP, from where an earlier try stopped if the server can do that (RFC 9110,
 * section 14). {@code HttpURLConnection}, not the newer client, because it can end a read that
 * stalls, and takes its proxy from the well-known system properties, which the plugin sets from
 * Maven's settings.
 */
public final class HttpDownload {
  private static final int CONNECT_MILLIS = 20_000;
  private static final int STALL_MILLIS = 30_000;
  private static final int MOST_REDIRECTS = 5;

  private static final ProxyLogin LOGIN = new ProxyLogin(System.getenv());

  private HttpDownload() {}

  /**
   * Adds what is missing to {@code part}. Whether it is the right content is for the caller to
   * check.
   *
   * @param size how long the whole file is
   * @throws IOException with the status or the reason; what has arrived stays in {@code part}
   */
  static void fetch(URI source, Path part, long size) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have >= size) {
      Files.deleteIfExists(part);
      have = 0;
    }
    HttpURLConnection connection = open(source, have);
    try {
      int status = connection.getResponseCode();
      if (have > 0 && status == HttpURLConnection.HTTP_PARTIAL && startsAt(connection, have)) {
        append(connection, part, size - have, StandardOpenOption.APPEND);
      } else if (status == HttpURLConnection.HTTP_OK) {
        append(connection, part, size, StandardOpenOption.TRUNCATE_EXISTING);
      } else {
        Files.deleteIfExists(part);
        throw new IOException("the server answered " + status);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static HttpURLConnection open(URI source, long from) throws IOException {
    URI current = source;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpURLConnection connection = (HttpURLConnection) current.toURL().openConnection();
      connection.setAuthenticator(LOGIN);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(STALL_MILLIS);
      connection.setInstanceFollowRedirects(false);
      // Bytes as they are: a server that unpacks or packs them on the way would break the checksum.
      connection.setRequestProperty("Accept-Encoding", "identity");
      if (from > 0) {
        connection.setRequestProperty("Range", "bytes=" + from + "-");
      }
      int status = connection.getResponseCode();
      String location = connection.getHeaderField("Location");
      if (status / 100 != 3 || location == null) {
        return connection;
      }
      connection.disconnect();
      // By hand: Java does not follow a redirect from http to https.
      current = current.resolve(location);
      if (!isHttp(current)) {
        throw new IOException("it redirects to " + current);
      }
    }
    throw new IOException("it redirects more than " + MOST_REDIRECTS + " times");
  }

  /** Whether it can be fetched from there. */
  public static boolean isHttp(URI uri) {
    return uri.getHost() != null
        && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
  }

  private static boolean startsAt(HttpURLConnection connection, long position) {
    String range = connection.getHeaderField("Content-Range");
    return range != null && range.startsWith("bytes " + position + "-");
  }

  private static void append(
      HttpURLConnection connection, Path part, long atMost, StandardOpenOption how)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = atMost;
    try (InputStream in = connection.getInputStream();
        OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        left -= n;
        if (left < 0) {
          throw new IOException("it is longer than the file that is wanted");
        }
        out.write(buffer, 0, n);
      }
    }
    if (left > 0) {
      throw new IOException("the connection ended " + left + " bytes too early");
    }
  }
}
