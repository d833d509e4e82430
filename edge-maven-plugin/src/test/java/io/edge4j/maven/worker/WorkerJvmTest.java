package io.edge4j.maven.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WorkerJvmTest {
  private static final Duration PLENTY = Duration.ofMinutes(2);

  @TempDir Path directory;
  private final List<String> said = new ArrayList<>();

  record Question(String text, Path file) {}

  record Answer(String text, String telemetry, String offline, long pid) {}

  /** Echoes, to show that requests, reports and progress cross the process boundary. */
  public static final class EchoStage extends QuestionStage {
    @Override
    public Answer run(Question request, Progress progress) {
      progress.say("echoing " + request.text());
      System.out.println("native chatter");
      progress.warn("loudly");
      return new Answer(
          request.text() + " " + request.file().getFileName(),
          System.getenv("ORT_DISABLE_TELEMETRY"),
          System.getProperty("ai.djl.offline"),
          ProcessHandle.current().pid());
    }
  }

  public static final class RefusingStage extends QuestionStage {
    @Override
    public Answer run(Question request, Progress progress) throws StageException {
      throw new StageException("<epochs> is 0; give a number from 1 on");
    }
  }

  public static final class BrokenStage extends QuestionStage {
    @Override
    public Answer run(Question request, Progress progress) {
      throw new IllegalStateException("nobody foresaw this");
    }
  }

  public static final class GreedyStage extends QuestionStage {
    @Override
    public Answer run(Question request, Progress progress) {
      List<long[]> all = new ArrayList<>();
      while (all.size() < 1_000_000) {
        all.add(new long[1 << 20]);
      }
      return new Answer("never", "", "", all.size());
    }
  }

  public static final class HangingStage extends QuestionStage {
    @Override
    public Answer run(Question request, Progress progress) throws InterruptedException {
      progress.say("pid " + ProcessHandle.current().pid());
      new CountDownLatch(1).await();
      return new Answer("never", "", "", 0);
    }
  }

  /** Dies of the signal that the question names, as a crash in native code or the system would. */
  public static final class SignalledStage extends QuestionStage {
    @Override
    public Answer run(Question request, Progress progress)
        throws IOException, InterruptedException {
      long own = ProcessHandle.current().pid();
      new ProcessBuilder("kill", "-" + request.text(), Long.toString(own)).start().waitFor();
      new CountDownLatch(1).await();
      return new Answer("never", "", "", own);
    }
  }

  private abstract static class QuestionStage implements Stage<Question, Answer> {
    @Override
    public Class<Question> requestType() {
      return Question.class;
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // No name has a ';' by chance.
  void aFolderWhoseNameCutsTheClassPathIsNamed() {
    WorkerJvm worker =
        new WorkerJvm(
            JavaInstallation.ofThisProcess(),
            List.of(Path.of("/home/me/a:b/target/classes")),
            List.of(),
            Map.of(),
            PLENTY);

    assertThatThrownBy(
            () ->
                worker.run(
                    EchoStage.class,
                    Answer.class,
                    new Question("x", Path.of("x")),
                    directory,
                    "echo",
                    said::add))
        .isInstanceOf(WorkerException.class)
        .hasMessageContaining("/home/me/a:b/target/classes")
        .hasMessageContaining("':' in its name")
        .hasMessageContaining("Move the project");
  }

  @Test
  void aRequestAndItsReportCrossTheProcessBoundary() throws Exception {
    Answer answer = run(EchoStage.class, PLENTY);

    assertThat(answer.text()).isEqualTo("hällo \"wörld\" f ile");
    assertThat(answer.pid()).isNotEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void onlyProgressReachesTheUserAndAllOfItTheLog() throws Exception {
    run(EchoStage.class, PLENTY);

    assertThat(said).containsExactly("echoing hällo \"wörld\"", "warned: loudly");
    assertThat(directory.resolve("echo.log"))
        .content()
        .contains("native chatter", "Java " + Runtime.version());
  }

  @Test
  void noWorkerCallsHome() throws Exception {
    Answer answer = run(EchoStage.class, PLENTY);

    assertThat(answer.telemetry()).isEqualTo("1");
    assertThat(answer.offline()).isEqualTo("true");
  }

  @Test
  void aRefusalArrivesWithItsOwnWords() {
    assertThatThrownBy(() -> run(RefusingStage.class, PLENTY))
        .isInstanceOf(StageException.class)
        .hasMessage("<epochs> is 0; give a number from 1 on");
  }

  @Test
  void aBrokenWorkerSaysHowItEndedAndWhereItsLogIs() {
    assertThatThrownBy(() -> run(BrokenStage.class, PLENTY))
        .isInstanceOf(WorkerException.class)
        .hasMessageContaining("nobody foresaw this")
        .hasMessageContaining(directory.resolve("echo.log").toString());
  }

  @Test
  void aWorkerWithoutMemorySaysWhichParameterGivesMore() {
    assertThatThrownBy(() -> run(GreedyStage.class, PLENTY))
        .isInstanceOf(WorkerException.class)
        .hasMessageContaining("ran out of memory")
        .hasMessageContaining("edge.workerJvmArguments");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be sent a signal there")
  void aCrashInNativeCodeIsToldAndItsReportIsKept() {
    assertThatThrownBy(() -> run(SignalledStage.class, "SEGV"))
        .isInstanceOf(WorkerException.class)
        .hasMessageContaining("crashed in native code")
        .hasMessageContaining(directory.resolve("echo.log").toString());
    assertThat(directory).isDirectoryContaining("glob:**hs_err_*.log");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be sent a signal there")
  void aWorkerThatTheSystemKilledIsTold() {
    assertThatThrownBy(() -> run(SignalledStage.class, "KILL"))
        .isInstanceOf(WorkerException.class)
        .hasMessageContaining("killed from outside")
        .hasMessageContaining("lack of memory");
  }

  @Test
  void aJvmThatDoesNotStartNamesItsArguments() {
    assertThatThrownBy(() -> runWith("-Xxm4g"))
        .isInstanceOf(WorkerException.class)
        .hasMessageContainingAll("edge.workerJvmArguments", "-Xxm4g");
    assertThatThrownBy(() -> runWith("-Xms9g"))
        .isInstanceOf(WorkerException.class)
        .hasMessageContainingAll("edge.workerJvmArguments", "heap size");
  }

  @Test
  void aWorkerEndsWhenItsParentIsInterrupted() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Interrupted.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    long worker = Long.parseLong(parent.inputReader().readLine().substring("pid ".length()));

    parent.destroy(); // What Ctrl-C does, or a CI server that gives up.

    parent.waitFor();
    ProcessHandle.of(worker).ifPresent(left -> left.onExit().join());
    assertThat(ProcessHandle.of(worker).filter(ProcessHandle::isAlive)).isEmpty();
  }

  /** A build whose worker hangs. */
  static final class Interrupted {
    private Interrupted() {}

    public static void main(String[] args) throws Exception {
      WorkerJvm.likeThisOne(List.of(), Map.of(), PLENTY)
          .run(
              HangingStage.class,
              Answer.class,
              new Question("x", Path.of("x")),
              Path.of(args[0]),
              "hanging",
              System.out::println);
    }
  }

  @Test
  void aHangingWorkerIsEndedAndNamed() {
    assertThatThrownBy(() -> run(HangingStage.class, Duration.ofSeconds(3)))
        .isInstanceOf(WorkerException.class)
        .hasMessageContaining("edge.timeoutMinutes");
    long pid = Long.parseLong(said.get(0).substring("pid ".length()));
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void nothingButTheLogStaysBehind() throws Exception {
    run(EchoStage.class, PLENTY);

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(directory.resolve("echo.log"));
    }
  }

  @Test
  void aWorkerDiesWithItsParent() throws Exception {
    Path request = directory.resolve("request.json");
    Files.writeString(
        request,
        "{\"stage\":\"" + HangingStage.class.getName() + "\",\"request\":{\"text\":\"x\"}}");
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName(),
                request.toString(),
                directory.resolve("result.json").toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader output = worker.inputReader();
    output.readLine(); // Which Java it runs on.
    String first = output.readLine();

    worker.getOutputStream().close(); // What the system does when the parent is gone.

    assertThat(first).startsWith("[edge] pid ");
    assertThat(worker.waitFor()).isNotZero();
  }

  private Answer run(Class<? extends Stage<Question, Answer>> stage, Duration timeout)
      throws StageException, WorkerException, IOException, InterruptedException {
    return run(stage, "hällo \"wörld\"", timeout, "-Xmx64m");
  }

  private Answer run(Class<? extends Stage<Question, Answer>> stage, String text)
      throws StageException, WorkerException, IOException, InterruptedException {
    return run(stage, text, PLENTY, "-Xmx64m");
  }

  private Answer runWith(String argument)
      throws StageException, WorkerException, IOException, InterruptedException {
    return run(EchoStage.class, "x", PLENTY, "-Xmx64m", argument);
  }

  private Answer run(
      Class<? extends Stage<Question, Answer>> stage,
      String text,
      Duration timeout,
      String... jvmArguments)
      throws StageException, WorkerException, IOException, InterruptedException {
    return WorkerJvm.likeThisOne(List.of(jvmArguments), Map.of(), timeout)
        .run(
            stage,
            Answer.class,
            new Question(text, Path.of("some", "f ile")),
            directory,
            "echo",
            new Collected(said));
  }

  private record Collected(List<String> lines) implements Progress {
    @Override
    public void say(String line) {
      lines.add(line);
    }

    @Override
    public void warn(String line) {
      lines.add("warned: " + line);
    }
  }
}
