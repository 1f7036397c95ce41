package probe.algebra;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * Tasks on several threads with the same result for any number of threads: what a task does depends
 * on its index alone, and results come back in the order of the indices. Whoever divides work into
 * tasks must not ask how many threads there are.
 */
public final class Parallel {
  /** The most that can be set; OpenBLAS has room for twice as many callers at once. */
  public static final int MOST_THREADS = 64;

  private static final ScopedValue<Boolean> INSIDE = ScopedValue.newInstance();
  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("algebra-", 0).factory());

  private static volatile int threads =
      Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());

  private Parallel() {}

  /** The number of threads, the caller's among them; at first as many as there are processors. */
  public static int threads() {
    return threads;
  }

  /**
   * Sets the number of threads for the whole process.
   *
   * @throws IllegalArgumentException outside 1 to 64
   */
  public static void setThreads(int count) {
    if (count < 1 || count > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads must be within [1, %d], got %d".formatted(MOST_THREADS, count));
    }
    threads = count;
  }

  /**
   * Runs {@code body} for 0 to {@code tasks - 1}, in any order; inside another call, on this thread
   * alone. If tasks fail, the exception of the lowest index is thrown.
   */
  public static void forEach(int tasks, IntConsumer body) {
    int helpers = INSIDE.isBound() ? 0 : Math.min(threads, tasks) - 1;
    if (helpers <= 0) {
      for (int i = 0; i < tasks; i++) {
        body.accept(i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReferenceArray<Throwable> failures = new AtomicReferenceArray<>(tasks);
    Runnable worker =
        () ->
            ScopedValue.where(INSIDE, true)
                .run(
                    () -> {
                      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                        try {
                          body.accept(i);
                        } catch (RuntimeException | Error e) {
                          failures.set(i, e);
                          next.set(tasks);
                        }
                      }
                    });
    List<Future<?>> others = new ArrayList<>();
    for (int i = 0; i < helpers; i++) {
      others.add(POOL.submit(worker));
    }
    worker.run();
    others.forEach(Parallel::await);
    for (int i = 0; i < tasks; i++) {
      if (failures.get(i) instanceof RuntimeException e) {
        throw e;
      }
      if (failures.get(i) instanceof Error e) {
        throw e;
      }
    }
  }

  /** The results of {@code body} for 0 to {@code tasks - 1}, in that order. */
  public static <T> List<T> map(int tasks, IntFunction<T> body) {
    AtomicReferenceArray<T> results = new AtomicReferenceArray<>(tasks);
    forEach(tasks, i -> results.set(i, body.apply(i)));
    List<T> out = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      out.add(results.get(i));
    }
    return out;
  }

  // the tasks touch memory that the caller may free: never leave before they are done
  private static void await(Future<?> task) {
    boolean interrupted = false;
    while (true) {
      try {
        task.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e); // a worker keeps what its tasks throw
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
