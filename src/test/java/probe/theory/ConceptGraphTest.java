package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class ConceptGraphTest {
  @Test
  void probabilitiesSumToOneAndNoneIsExtreme() {
    for (int m = 2; m <= 8; m++) {
      ConceptGraph graph = ConceptGraph.random(m, new SplittableRandom(m));

      assertThat(graph.joint()).hasSize(1 << m);
      assertThat(Arrays.stream(graph.joint()).sum()).isCloseTo(1, within(1e-12));
      assertThat(Arrays.stream(graph.joint()).boxed())
          .allSatisfy(p -> assertThat(p).isBetween(Math.pow(.3, 8), Math.pow(.7, 2)));
    }
  }

  @Test
  void conceptsWithoutEdgesAreIndependent() {
    double[] joint = ConceptGraph.independent(4, new SplittableRandom(1)).joint();
    double[] ones = new double[4];
    for (int c = 0; c < 16; c++) {
      for (int i = 0; i < 4; i++) {
        ones[i] += (c >> i & 1) * joint[c];
      }
    }
    for (int c = 0; c < 16; c++) {
      double product = 1;
      for (int i = 0; i < 4; i++) {
        product *= (c >> i & 1) == 1 ? ones[i] : 1 - ones[i];
      }
      assertThat(joint[c]).isCloseTo(product, within(1e-12));
    }
  }

  @Test
  void aConceptGivenItsParentsIsFreeOfTheOthersBeforeIt() {
    // 0 -> 1 -> 2: given 1, concept 2 does not depend on 0
    double[] joint = ConceptGraph.of(new int[] {0, 0b001, 0b010}, new SplittableRandom(2)).joint();
    for (int one = 0; one < 2; one++) {
      double[] given = new double[2];
      for (int zero = 0; zero < 2; zero++) {
        int low = zero + 2 * one;
        given[zero] = joint[low + 4] / (joint[low] + joint[low + 4]);
      }
      assertThat(given[0]).isCloseTo(given[1], within(1e-12));
      assertThat(given[0]).isBetween(.3, .7);
    }
  }

  @Test
  void halfOfThePairsAreJoined() {
    int edges = 0;
    for (int seed = 0; seed < 200; seed++) {
      for (int parents : ConceptGraph.random(6, new SplittableRandom(seed)).parents()) {
        edges += Integer.bitCount(parents);
      }
    }
    // 200 draws of 15 pairs: 1500 with a standard deviation of 27
    assertThat(edges).isBetween(1390, 1610);
  }

  @Test
  void cyclesAndSizesOutOfRangeAreRefused() {
    SplittableRandom random = new SplittableRandom(1);
    assertThatThrownBy(() -> ConceptGraph.of(new int[] {0, 0b100, 0b010}, random))
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            "the graph has a cycle through concept 2; edges must lead from cause to effect only");
    assertThatThrownBy(() -> ConceptGraph.random(1, random))
        .hasMessage("--concepts must be within [2, 8], got 1");
    assertThatThrownBy(() -> ConceptGraph.independent(9, random))
        .hasMessage("--concepts must be within [2, 8], got 9");
  }
}
