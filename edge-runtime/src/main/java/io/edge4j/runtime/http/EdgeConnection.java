package io.edge4j.runtime.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection that can say what it has read of a request that never became one: an
 * answer to headers that are wrong or late carries the client's request id, too, and the log tells
 * method and path as they came. What headers make it hold is counted in the {@link MemoryBudget}.
 */
final class EdgeConnection extends HttpConnection {
  /** Objects around one header: the field, its name, its value, and their arrays. */
  private static final int FIELD_BYTES = 112;

  /**
   * A header's characters lie in the parser's builder, in the field, and for a URI in its parts.
   */
  private static final int COPIES = 3;

  /** Taken from the budget at once, so that not every header asks for it. */
  private static final long STEP = 4 << 10;

  // Set while the superclass is constructed, so without initial values here.
  @SuppressWarnings("NullAway.Init")
  private Head head;

  @SuppressWarnings("NullAway.Init")
  private Parser parser;

  private final MemoryBudget budget;
  private MemoryBudget.@Nullable Loan headers;
  private long counted = MemoryBudget.FREE_HEADER_BYTES;

  private EdgeConnection(
      HttpConfiguration configuration,
      Connector connector,
      EndPoint endPoint,
      MemoryBudget budget) {
    super(configuration, connector, endPoint);
    this.budget = budget;
  }

  /** Makes such connections. */
  static final class Factory extends HttpConnectionFactory {
    private final MemoryBudget budget;

    Factory(HttpConfiguration configuration, MemoryBudget budget) {
      super(configuration);
      this.budget = budget;
    }

    @Override
    public EdgeConnection newConnection(Connector connector, EndPoint endPoint) {
      EdgeConnection connection =
          new EdgeConnection(getHttpConfiguration(), connector, endPoint, budget);
      connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
      return configure(connection, connector, endPoint);
    }
  }

  @Override
  protected RequestHandler newRequestHandler() {
    head = new Head();
    return head;
  }

  @Override
  protected HttpParser newHttpParser(HttpCompliance compliance) {
    parser = new Parser(head, getHttpConfiguration().getRequestHeaderSize(), compliance);
    parser.setHeaderCacheSize(getHttpConfiguration().getHeaderCacheSize());
    return parser;
  }

  /** Of the request that is read or was read last; null where no request line was read. */
  @Nullable String method() {
    return head.method;
  }

  /** The path as the client wrote it, without the query; null as the method. */
  @Nullable String path() {
    String uri = head.uri;
    if (uri == null) {
      return null;
    }
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** The client's request id, if that header has come; null if not. */
  @Nullable String requestId() {
    return head.requestId;
  }

  /** What the parser found wrong in the request that is read or was read last; null for nothing. */
  @Nullable HttpException fault() {
    return parser.fault;
  }

  @Override
  public void onClose(Throwable cause) {
    super.onClose(cause);
    release();
  }

  private synchronized void release() {
    if (headers != null) {
      headers.close();
    }
    counted = Long.MAX_VALUE;
  }

  /** Counts what the headers hold, which is not given back before the connection ends. */
  private void count(long fields, long characters) {
    long bytes = fields * FIELD_BYTES + characters * COPIES;
    if (bytes > counted) {
      take(bytes);
    }
  }

  private synchronized void take(long bytes) {
    if (bytes <= counted) {
      return;
    }
    long more = Math.max(STEP, bytes - counted);
    if (headers == null) {
      headers = budget.loan();
    }
    Problem refusal = headers.take(more);
    if (refusal != null) {
      throw new HttpException.RuntimeException(refusal.status(), refusal.reason());
    }
    counted += more;
  }

  /** Read by other threads when the headers are late; a value that is a moment old will do. */
  private final class Head extends RequestHandler {
    private @Nullable String method;
    private @Nullable String uri;
    private @Nullable String requestId;
    private long fields;
    private long characters;

    @Override
    public void messageBegin() {
      method = null;
      uri = null;
      requestId = null;
      fields = 0;
      characters = 0;
      parser.fault = null;
      super.messageBegin();
    }

    @Override
    public void startRequest(String verb, String target, HttpVersion version) {
      method = verb;
      uri = target;
      characters = target.length();
      EdgeConnection.this.count(fields, characters);
      super.startRequest(verb, target, version);
    }

    @Override
    public void parsedHeader(HttpField field) {
      if (Exchange.REQUEST_ID.equalsIgnoreCase(field.getName())) {
        requestId = field.getValue();
      }
      count(field);
      super.parsedHeader(field);
    }

    @Override
    public void parsedTrailer(HttpField field) {
      count(field);
      super.parsedTrailer(field);
    }

    private void count(HttpField field) {
      fields++;
      String value = field.getValue();
      characters += field.getName().length() + (value == null ? 0 : value.length());
      EdgeConnection.this.count(fields, characters);
    }
  }

  private final class Parser extends HttpParser {
    private @Nullable HttpException fault;

    Parser(Head head, int maxHeaderBytes, HttpCompliance compliance) {
      super(head, maxHeaderBytes, compliance);
    }

    @Override
    public boolean parseNext(ByteBuffer buffer) {
      boolean handle = super.parseNext(buffer);
      if (inHeaderState() && !isStart()) {
        // Half a header waits in the parser.
        try {
          EdgeConnection.this.count(head.fields, getHeaderLength());
        } catch (HttpException.RuntimeException e) {
          badMessage(e);
        }
      }
      return handle;
    }

    @Override
    protected void badMessage(HttpException failure) {
      if (failure instanceof Throwable thrown) {
        OutOfMemoryExit.check(getServer(), thrown);
      }
      fault = failure;
      super.badMessage(failure);
    }
  }
}
