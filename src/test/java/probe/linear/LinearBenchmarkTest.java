package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinearBenchmarkTest {
  @Test
  void everyTaskIsTimed() {
    LinearBenchmark benchmark = new LinearBenchmark(200, 20, 1);
    assertThat(Arrays.stream(benchmark.labels()).sum()).isBetween(50, 150);
    for (LinearBenchmark.Task task : LinearBenchmark.Task.values()) {
      assertThat(benchmark.time(task).seconds()).isPositive();
    }
    // a coin's loss is log 2 per row
    assertThat(benchmark.time(LinearBenchmark.Task.LOGISTIC).objective())
        .isBetween(1.0, 200 * Math.log(2));
  }

  @Test
  void whiteningIsTimedBesideItsParts() {
    int[] runs = new int[1];
    LinearBenchmark.WhiteningTiming[] timings =
        LinearBenchmark.whitening(300, 10, 2, 1, () -> runs[0]++);
    assertThat(timings).hasSize(2);
    assertThat(timings[1].bare()).isPositive();
    assertThat(runs[0]).isEqualTo(1);
  }
}
