package io.edge4j.maven.quantize.session;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The run of the fp32 model that everything is compared with. For a large model it takes as long as
 * quantizing and needs the processor where that needs the disk, so it may run beside it.
 */
public final class FirstRun implements AutoCloseable {

  /** What is run. */
  @FunctionalInterface
  public interface Work {
    void run() throws StageException, IOException;
  }

  private final FutureTask<Void> task;

  private FirstRun(Work work) {
    task =
        new FutureTask<>(
            () -> {
              work.run();
              return null;
            });
  }

  /** Runs it to its end, now. */
  public static FirstRun now(Work work) throws StageException, IOException, InterruptedException {
    FirstRun run = new FirstRun(work);
    run.task.run();
    run.await();
    return run;
  }

  /** Starts it; {@link #await} tells how it ended. */
  public static FirstRun beside(Work work) {
    FirstRun run = new FirstRun(work);
    Thread thread = new Thread(run.task, "edge-fp32");
    thread.setDaemon(true);
    thread.start();
    return run;
  }

  /** Waits for its end, and throws what it threw. */
  public void await() throws StageException, IOException, InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StageException refused) {
        throw refused;
      }
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for its end, so that nobody deletes the folder that it works in. */
  @Override
  public void close() {
    boolean interrupted = false;
    while (!task.isDone()) {
      try {
        task.get();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        break; // Told by await, or less telling than what ended the work beside it.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
