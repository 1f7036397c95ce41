package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import probe.algebra.Parallel;

/** Updates against PyTorch's, and one fused pass against the formulas. */
class OptimizerTest {
  private static final int THREADS = Parallel.threads();
  private static final int[] PINNED = {0, 1, 777, 1023, 1024, 1499};
  private static final double[] RATES = {1e-3, 2e-3, 3e-3, 2e-3, 1e-3};

  @AfterEach
  void restore() {
    Parallel.setThreads(THREADS);
  }

  // torch 2.13.0 on the CPU: torch.optim.{AdamW, Adam, SGD} on two parameters of 1,000 and
  // [50, 10] numbers, five steps, torch.nn.utils.clip_grad_norm_ before each; six results to the
  // bit, and the sum of all squares
  @ParameterizedTest
  @CsvSource({
    "ADAMW, 0.01, 0, 0, -0x1.8d8814p-1, -0x1.a5acaap-3, 0x1.da3eaep-3, 0x1.ac637ap-2,"
        + " -0x1.28dcd6p-1, -0x1.1de6a8p-1, 311.50466016027644",
    "ADAMW, 0.3, 0, 2, -0x1.8c7df0p-1, -0x1.a49450p-3, 0x1.d90108p-3, 0x1.ab44d2p-2,"
        + " -0x1.2816c2p-1, -0x1.1d2746p-1, 309.8824524209688",
    "ADAM, 0, 0, 0, -0x1.8d9144p-1, -0x1.a5b658p-3, 0x1.da49a8p-3, 0x1.ac6d68p-2, -0x1.28e3aep-1,"
        + " -0x1.1ded46p-1, 311.56077573185905",
    "ADAM, 0.1, 0, 0, -0x1.8cdf26p-1, -0x1.a4503ep-3, 0x1.d8c3e8p-3, 0x1.ab4d7ap-2, -0x1.26d5f0p-1,"
        + " -0x1.1d50f6p-1, 309.46239731262665",
    "SGD, 0, 0, 0, -0x1.8ff8d6p-1, -0x1.9fc290p-3, 0x1.e03d70p-3, 0x1.af916ap-2, -0x1.27cbc6p-1,"
        + " -0x1.201db2p-1, 311.56353105977735",
    "SGD, 0.1, 0.9, 0, -0x1.8da904p-1, -0x1.a086eep-3, 0x1.dd5504p-3, 0x1.acce06p-2,"
        + " -0x1.274a6cp-1, -0x1.1e4f66p-1, 310.07223781095627"
  })
  void updatesEqualPyTorchs(
      OptimizerOptions.Kind kind,
      double weightDecay,
      double momentum,
      double clip,
      double x0,
      double x1,
      double x777,
      double x1023,
      double x1024,
      double x1499,
      double squares) {
    double[] norms = {
      8.477373123168945, 8.469135284423828, 8.470439910888672, 8.476393699645996, 8.470577239990234
    };
    try (Arena arena = Arena.ofShared()) {
      List<Trainee.Parameter> parameters =
          List.of(
              new Trainee.Parameter("a", new long[] {1000}, floats(arena, 1000)),
              new Trainee.Parameter("b", new long[] {50, 10}, floats(arena, 500)));
      fill(parameters.get(0).values(), 0, i -> (i * 37 % 101 - 50) / 64f);
      fill(parameters.get(1).values(), 1000, i -> (i * 37 % 101 - 50) / 64f);
      List<MemorySegment> gradients = List.of(floats(arena, 1000), floats(arena, 500));
      Optimizer optimizer =
          new OptimizerOptions(kind, weightDecay, momentum).open(parameters, arena);
      GradientNorm norm = new GradientNorm(parameters);
      for (int t = 0; t < RATES.length; t++) {
        int step = t;
        fill(gradients.get(0), 0, i -> ((i * 53 + step * 29) % 97 - 48) / 128f);
        fill(gradients.get(1), 1000, i -> ((i * 53 + step * 29) % 97 - 48) / 128f);
        double size = norm.of(gradients::get);
        assertThat(size).isCloseTo(norms[t], within(2e-6));
        double scale = clip == 0 ? 1 : GradientNorm.clip(size, clip);
        optimizer.update(t + 1, gradients::get, RATES[t], scale);
      }
      double[] expected = {x0, x1, x777, x1023, x1024, x1499};
      for (int k = 0; k < PINNED.length; k++) {
        float actual =
            PINNED[k] < 1000
                ? parameters.get(0).values().getAtIndex(ValueLayout.JAVA_FLOAT, PINNED[k])
                : parameters.get(1).values().getAtIndex(ValueLayout.JAVA_FLOAT, PINNED[k] - 1000);
        assertThat((double) actual).isEqualTo(expected[k]);
      }
      double sum = 0;
      for (Trainee.Parameter parameter : parameters) {
        for (float x : parameter.values().toArray(ValueLayout.JAVA_FLOAT)) {
          sum += (double) x * x;
        }
      }
      assertThat(sum).isCloseTo(squares, within(1e-7));
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerOptions.Kind.class)
  void bitsDoNotDependOnThreads(OptimizerOptions.Kind kind) {
    float[][] results = new float[2][];
    double[] norms = new double[2];
    for (int run = 0; run < 2; run++) {
      Parallel.setThreads(run == 0 ? 1 : 5);
      try (Arena arena = Arena.ofShared()) {
        int size = 700_001;
        List<Trainee.Parameter> parameters =
            List.of(new Trainee.Parameter("w", new long[] {size}, floats(arena, size)));
        MemorySegment gradient = floats(arena, size);
        Random random = new Random(3);
        fill(parameters.get(0).values(), 0, i -> (float) random.nextGaussian());
        fill(gradient, 0, i -> (float) random.nextGaussian());
        Optimizer optimizer = new OptimizerOptions(kind, 0.1, 0.9).open(parameters, arena);
        norms[run] = new GradientNorm(parameters).of(i -> gradient);
        optimizer.update(1, i -> gradient, 1e-2, 0.5);
        optimizer.update(2, i -> gradient, 1e-2, 0.5);
        results[run] = parameters.get(0).values().toArray(ValueLayout.JAVA_FLOAT);
      }
    }
    assertThat(Arrays.equals(results[0], results[1])).isTrue();
    assertThat(norms[0]).isEqualTo(norms[1]);
  }

  @Test
  void oneFusedPassIsTheFormula() {
    try (Arena arena = Arena.ofShared()) {
      int size = 300_000; // more than one piece
      List<Trainee.Parameter> parameters =
          List.of(new Trainee.Parameter("w", new long[] {size}, floats(arena, size)));
      MemorySegment gradient = floats(arena, size);
      Random random = new Random(5);
      fill(parameters.get(0).values(), 0, i -> (float) random.nextGaussian());
      double[] w = new double[size];
      for (int i = 0; i < size; i++) {
        w[i] = parameters.get(0).values().getAtIndex(ValueLayout.JAVA_FLOAT, i);
      }
      double[] m = new double[size];
      double[] v = new double[size];
      Optimizer optimizer =
          OptimizerOptions.defaults(OptimizerOptions.Kind.ADAMW).open(parameters, arena);
      for (int t = 1; t <= 3; t++) {
        fill(gradient, 0, i -> (float) random.nextGaussian());
        for (int i = 0; i < size; i++) {
          double g = gradient.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          m[i] = 0.9 * m[i] + 0.1 * g;
          v[i] = 0.999 * v[i] + 0.001 * g * g;
          double mean = m[i] / (1 - Math.pow(0.9, t));
          double square = v[i] / (1 - Math.pow(0.999, t));
          w[i] -= 1e-3 * (mean / (Math.sqrt(square) + 1e-8) + 0.01 * w[i]);
        }
        optimizer.update(t, i -> gradient, 1e-3, 1);
      }
      double worst = 0;
      for (int i = 0; i < size; i++) {
        float actual = parameters.get(0).values().getAtIndex(ValueLayout.JAVA_FLOAT, i);
        worst = Math.max(worst, Math.abs(actual - w[i]));
      }
      assertThat(worst).isLessThan(1e-6);
    }
  }

  @Test
  void aGradientThatIsNotFiniteHasNoFiniteNorm() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment gradient = floats(arena, 3000);
      GradientNorm norm =
          new GradientNorm(List.of(new Trainee.Parameter("w", new long[] {3000}, gradient)));
      gradient.setAtIndex(ValueLayout.JAVA_FLOAT, 2999, Float.NaN);
      assertThat(norm.of(i -> gradient)).isNaN();
      gradient.setAtIndex(ValueLayout.JAVA_FLOAT, 2999, Float.NEGATIVE_INFINITY);
      assertThat(norm.of(i -> gradient)).isInfinite();
      // float32 squares would overflow here
      gradient.setAtIndex(ValueLayout.JAVA_FLOAT, 2999, 1e30f);
      assertThat(norm.of(i -> gradient)).isCloseTo(1e30, within(1e23));
    }
  }

  /** A number by its place. */
  private interface ByIndex {
    float at(int index);
  }

  private static MemorySegment floats(Arena arena, long count) {
    return arena.allocate(count * Float.BYTES, Float.BYTES);
  }

  private static void fill(MemorySegment values, int from, ByIndex byIndex) {
    for (int i = 0; i < values.byteSize() / Float.BYTES; i++) {
      values.setAtIndex(ValueLayout.JAVA_FLOAT, i, byIndex.at(from + i));
    }
  }
}
