package io.edge4j.maven.worker;

import com.google.gson.JsonElement;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a worker JVM: {@code WorkerMain <request file> <result file>}. It runs one
 * stage, writes one result and ends. Standard output is only log, because natives write to it;
 * standard input is the life line: when the parent dies its end closes, and the worker goes too.
 */
public final class WorkerMain {
  /** The exit code of a worker that wrote a result, a refusal included. */
  public static final int DONE = 0;

  /** The exit code of a worker that met something nobody foresaw; the stack trace is in its log. */
  static final int BROKEN = 70;

  /** The exit code of a worker whose parent has died, or whose line to it has. */
  public static final int LOST = 71;

  /**
   * System property: after so many seconds without a byte on standard input the worker ends, for a
   * network that dies closes nothing. It then says every few seconds that it is there.
   */
  public static final String SILENCE = "edge.worker.silenceSeconds";

  private static final long ALIVE_MILLIS = 5_000;

  private WorkerMain() {}

  public static void main(String[] args) throws IOException {
    LifeLine lifeLine = new LifeLine();
    daemon("parent-watch", lifeLine::watch);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Integer silence = Integer.getInteger(SILENCE);
    if (silence != null) {
      daemon("silence-watch", () -> lifeLine.endAfter(silence, out));
    }
    // Whoever reads the log of a crash asks for it first.
    out.println("Java " + Runtime.version() + " in " + System.getProperty("java.home"));
    int code;
    try {
      WorkerRequest request = Json.read(Path.of(args[0]), WorkerRequest.class);
      Json.write(Path.of(args[1]), run(request, new LineProgress(out)));
      code = DONE;
    } catch (Throwable e) { // An OutOfMemoryError too must end in the log and in an exit code.
      e.printStackTrace();
      code = BROKEN;
    }
    // Engines leave threads behind that are no daemons.
    System.exit(code);
  }

  private static WorkerResult run(WorkerRequest request, Progress progress) throws Exception {
    Stage<?, ?> stage =
        Class.forName(request.stage())
            .asSubclass(Stage.class)
            .getDeclaredConstructor()
            .newInstance();
    try {
      return WorkerResult.of(run(stage, request.request(), progress));
    } catch (StageException e) {
      if (e.getCause() != null) {
        e.getCause().printStackTrace();
      }
      return WorkerResult.refused(e.getMessage());
    }
  }

  private static <Q extends Record, R extends Record> R run(
      Stage<Q, R> stage, JsonElement request, Progress progress)
      throws StageException, IOException, InterruptedException {
    return stage.run(Json.value(request, stage.requestType()), progress);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Standard input, and when it was last heard. */
  private static final class LifeLine {
    private volatile long heard = System.nanoTime();

    void watch() {
      InputStream in = System.in;
      try {
        while (in.read() >= 0) {
          // What the parent says means nothing: only that it does, and the end of the stream.
          heard = System.nanoTime();
        }
      } catch (IOException e) {
        System.err.println("The line to Maven broke: " + e);
      }
      Runtime.getRuntime().halt(LOST);
    }

    void endAfter(int seconds, PrintStream out) {
      try {
        while (System.nanoTime() - heard < TimeUnit.SECONDS.toNanos(seconds)) {
          out.println(WorkerLog.ALIVE);
          Thread.sleep(ALIVE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(LOST);
    }
  }

  /**
   * Marks the lines that are for the user, so that the parent can tell them from native chatter.
   */
  private record LineProgress(PrintStream out) implements Progress {
    @Override
    public void say(String line) {
      out.println(WorkerLog.PROGRESS + line);
    }

    @Override
    public void warn(String line) {
      out.println(WorkerLog.WARNING + line);
    }
  }
}
