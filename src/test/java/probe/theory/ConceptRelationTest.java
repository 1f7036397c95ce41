package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConceptRelationTest {
  @Test
  void ofATableOfFour() {
    // equal with probability .8: phi is .6, information .8 ln 1.6 + .2 ln .4
    ConceptGraph graph = new ConceptGraph(new int[] {0, 1}, new double[] {.4, .1, .1, .4});

    ConceptRelation one = ConceptRelation.of(graph).getFirst();

    assertThat(one.edge()).isTrue();
    assertThat(one.correlation()).isCloseTo(.6, within(1e-12));
    assertThat(one.information()).isCloseTo(.19274475702175753, within(1e-12));
  }

  @Test
  void independentConceptsHaveNone() {
    List<ConceptRelation> all =
        ConceptRelation.of(ConceptGraph.independent(5, new SplittableRandom(3)));

    assertThat(all).hasSize(10);
    for (ConceptRelation one : all) {
      assertThat(one.edge()).isFalse();
      assertThat(one.correlation()).isCloseTo(0, within(1e-14));
      assertThat(one.information()).isCloseTo(0, within(1e-14));
    }
  }

  @Test
  void concepts0And2OfAChainAreRelatedWithoutAnEdge() {
    List<ConceptRelation> all =
        ConceptRelation.of(ConceptGraph.of(new int[] {0, 1, 2}, new SplittableRandom(4)));

    assertThat(all).extracting(ConceptRelation::first).containsExactly(0, 0, 1);
    assertThat(all).extracting(ConceptRelation::second).containsExactly(1, 2, 2);
    assertThat(all).extracting(ConceptRelation::edge).containsExactly(true, false, true);
    // correlations multiply along a chain of binary variables
    assertThat(all.get(1).correlation())
        .isCloseTo(all.get(0).correlation() * all.get(2).correlation(), within(1e-12));
    assertThat(all.get(1).information())
        .isPositive()
        .isLessThan(Math.min(all.get(0).information(), all.get(2).information()));
  }
}
