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

/**
 * The main class of a worker JVM: {@code WorkerMain <request file> <result file>}. It runs one
 * stage, writes one result and ends. Standard output is only log, because natives write to it;
 * standard input is the life line: when the parent dies its end closes, and the worker goes too.
 */
public final class WorkerMain {
  /** The exit code of a worker that wrote a result, a refusal included. */
  static final int DONE = 0;

  /** The exit code of a worker that met something nobody foresaw; the stack trace is in its log. */
  static final int BROKEN = 70;

  private WorkerMain() {}

  public static void main(String[] args) throws IOException {
    endWithParent();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
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

  private static void endWithParent() {
    InputStream lifeLine = System.in;
    Thread watch =
        new Thread(
            () -> {
              try {
                while (lifeLine.read() >= 0) {
                  // The parent says nothing: only the end of the stream means something.
                }
              } catch (IOException e) {
                System.err.println("The line to Maven broke: " + e);
              }
              Runtime.getRuntime().halt(BROKEN);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
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
