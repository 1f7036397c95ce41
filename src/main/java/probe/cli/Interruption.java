package probe.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Whether Ctrl-C was pressed, or the system asked the program to end: work is then brought to a
 * good end before the program goes, with the exit code that it would have had anyway (130, 143).
 */
final class Interruption implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread onExit = new Thread(this::await, "await-last-step");
  private volatile boolean requested;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  private void await() {
    requested = true;
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean requested() {
    return requested;
  }

  /** The work is at a good end, and whatever there was to say has been said. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // the program is ending
    }
  }
}
