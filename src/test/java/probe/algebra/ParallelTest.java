package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  private final int before = Parallel.threads();

  @AfterEach
  void restore() {
    Parallel.setThreads(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyTaskRunsOnceAndResultsKeepTheirOrder(int threads) {
    Parallel.setThreads(threads);
    AtomicIntegerArray runs = new AtomicIntegerArray(1000);
    Parallel.forEach(1000, runs::incrementAndGet);
    assertThat(IntStream.range(0, 1000).map(runs::get)).containsOnly(1);

    List<Integer> squares = Parallel.map(100, i -> i * i);
    assertThat(squares).isEqualTo(IntStream.range(0, 100).mapToObj(i -> i * i).toList());
    assertThat(Parallel.map(0, i -> i)).isEmpty();
  }

  @Test
  void aCallInsideAnotherRuns() {
    Parallel.setThreads(2);
    List<Integer> sums =
        Parallel.map(
            8, i -> Parallel.map(10, j -> i * j).stream().mapToInt(Integer::intValue).sum());
    assertThat(sums).isEqualTo(IntStream.range(0, 8).mapToObj(i -> 45 * i).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void theFirstFailureIsThrown(int threads) {
    Parallel.setThreads(threads);
    assertThatThrownBy(
            () ->
                Parallel.forEach(
                    50,
                    i -> {
                      if (i >= 7) {
                        throw new IllegalStateException("task " + i);
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("task 7");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65})
  void anImpossibleNumberOfThreadsIsRefused(int threads) {
    assertThatThrownBy(() -> Parallel.setThreads(threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads must be within [1, 64], got " + threads);
  }
}
