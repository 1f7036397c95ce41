package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContextsTest {
  private static List<int[]> random(int count, int longest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(random.ints(random.nextInt(0, longest + 1), 0, 1 << 30).toArray());
    }
    return out;
  }

  private static List<int[]> all(Contexts contexts, int window, long tokens) {
    List<int[]> out = new ArrayList<>();
    Contexts.Reader reader = contexts.read();
    for (List<int[]> some = reader.next(window, tokens);
        !some.isEmpty();
        some = reader.next(window, tokens)) {
      assertThat(some.size()).isLessThanOrEqualTo(window);
      out.addAll(some);
    }
    return out;
  }

  private static void assertSame(List<int[]> actual, List<int[]> expected) {
    assertThat(actual.toArray(int[][]::new)).isDeepEqualTo(expected.toArray(int[][]::new));
  }

  @Test
  void contextsComeBackAsTheyWentInAcrossAllBuffers() {
    // about 300,000 ids, 1.2 MB: several of the 256 KiB and of the 64 KiB buffers
    List<int[]> expected = random(3000, 200, 12);
    try (Contexts contexts = new Contexts()) {
      expected.forEach(contexts::add);

      assertSame(all(contexts, 100, 5000), expected);
      assertSame(all(contexts, Integer.MAX_VALUE, Long.MAX_VALUE), expected);
      assertSame(all(contexts, 1, 1), expected);
    }
  }

  @Test
  void aContextLongerThanEveryBufferComesBack() {
    int[] ids = new SplittableRandom(1).ints(200_000).toArray();
    try (Contexts contexts = new Contexts()) {
      contexts.add(new int[] {1});
      contexts.add(ids);
      contexts.add(new int[] {2});

      assertSame(all(contexts, 10, 1), List.of(new int[] {1}, ids, new int[] {2}));
    }
  }

  @Test
  void numbersOfContextsAndTokensAreCounted() {
    try (Contexts contexts = new Contexts()) {
      assertThat(contexts.count()).isZero();
      assertThat(contexts.longest()).isZero();

      contexts.add(new int[] {1, 2, 3});
      contexts.add(new int[] {4});

      assertThat(contexts.count()).isEqualTo(2);
      assertThat(contexts.tokens()).isEqualTo(4);
      assertThat(contexts.longest()).isEqualTo(3);
    }
  }

  @Test
  void aWindowEndsWithTheContextThatReachesItsTokens() {
    try (Contexts contexts = new Contexts()) {
      for (int i = 0; i < 5; i++) {
        contexts.add(new int[] {i, i, i});
      }
      Contexts.Reader reader = contexts.read();

      assertThat(reader.next(10, 4)).hasSize(2);
      assertThat(reader.next(10, 3)).hasSize(1);
      assertThat(reader.next(1, 100)).hasSize(1);
      assertThat(reader.next(10, 100)).hasSize(1);
      assertThat(reader.next(10, 100)).isEmpty();
    }
  }

  @Test
  void twoReadersDoNotDisturbEachOther() {
    try (Contexts contexts = new Contexts()) {
      contexts.add(new int[] {1});
      contexts.add(new int[] {2});
      Contexts.Reader one = contexts.read();
      Contexts.Reader other = contexts.read();

      assertSame(one.next(1, 10), List.of(new int[] {1}));
      assertSame(other.next(1, 10), List.of(new int[] {1}));
      assertSame(one.next(1, 10), List.of(new int[] {2}));
    }
  }

  @Test
  void contextsMayBeAddedAfterAReading() {
    try (Contexts contexts = new Contexts()) {
      contexts.add(new int[] {1});
      assertThat(all(contexts, 10, 10)).hasSize(1);

      contexts.add(new int[] {2, 3});

      assertSame(all(contexts, 10, 10), List.of(new int[] {1}, new int[] {2, 3}));
    }
  }

  @Test
  void afterTheEndNothingCanBeRead() {
    Contexts contexts = new Contexts();
    contexts.add(new int[] {1});
    Contexts.Reader reader = contexts.read();
    contexts.close();

    assertThatThrownBy(() -> reader.next(1, 1)).isInstanceOf(UncheckedIOException.class);
  }
}
