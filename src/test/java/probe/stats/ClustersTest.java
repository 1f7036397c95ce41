package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClustersTest {
  @Test
  void anyIdentifiersAreNumberedInTheirOrder() {
    Clusters clusters = Clusters.of(new int[] {70, -5, 70, Integer.MAX_VALUE, -5, 70});

    assertThat(clusters.index()).containsExactly(1, 0, 1, 2, 0, 1);
    assertThat(clusters.count()).isEqualTo(3);
    assertThat(clusters.items()).isEqualTo(6);
    assertThat(clusters.once()).containsExactly(1, 1, 1);
  }

  @Test
  void singletonsAreTheClustersOfDifferentIdentifiers() {
    assertThat(Clusters.singletons(4).index())
        .isEqualTo(Clusters.of(new int[] {2, 3, 5, 8}).index());
    assertThat(Clusters.of(new int[0]).count()).isZero();
  }

  @Test
  void otherNumbersOfItemsAreRefused() {
    assertThatThrownBy(() -> Clusters.singletons(3).checkItems("scores", 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scores and cluster identifiers differ in number: 4 != 3");
  }
}
