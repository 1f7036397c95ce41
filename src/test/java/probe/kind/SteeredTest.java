package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import probe.concept.ContextPair;
import probe.concept.ContextPairs;
import probe.geometry.StatePairs;
import probe.tensor.Matrix;

class SteeredTest {
  private static final Corpus.ContextTokens FIRST =
      Fakes.contexts(
          "winograd",
          "gender",
          Fakes.row("a", new int[] {1, 2}, new int[] {1, 3}),
          Fakes.row("b", new int[] {4}, new int[] {5}),
          Fakes.row("a", new int[] {6}, new int[] {7}));
  private static final Corpus.ContextTokens SECOND =
      Fakes.contexts("more", "gender", Fakes.row("a", new int[] {8}, new int[] {9}));

  @Test
  void tokensInOneOfTheTwo() {
    assertThat(Steered.differing(new int[] {1, 2, 3}, new int[] {3, 4, 1})).containsExactly(2, 4);
    assertThat(Steered.differing(new int[] {5, 5, 1}, new int[] {1})).containsExactly(5);
    // another order is no other token
    assertThat(Steered.differing(new int[] {1, 2}, new int[] {2, 1, 1})).isEmpty();
    assertThat(Steered.differing(new int[0], new int[] {9, 7})).containsExactly(7, 9);
  }

  @Test
  void allListsOfAConceptTogether() {
    Corpus.ContextTokens other = Fakes.contexts("x", "number");
    Corpus corpus = Fakes.corpus(List.of(), List.of(FIRST, other, SECOND), List.of());
    assertThat(Steered.byConcept(corpus)).containsOnlyKeys("gender", "number");
    assertThat(Steered.byConcept(corpus).get("gender")).containsExactly(FIRST, SECOND);
  }

  @Test
  void whatIsLeftOutIsNotedWithItsFirstReason() {
    List<ContextPair> pairs =
        List.of(
            new ContextPair("a", "l", "r", 5),
            new ContextPair("a", "m", "s", 6),
            new ContextPair("b", "n", "t", 7));
    Corpus.ContextTokens some =
        new Corpus.ContextTokens(
            new ContextPairs("some", "gender", "", "some.yaml", 3, pairs),
            List.of(),
            List.of(
                new Corpus.DroppedContexts(pairs.get(1), "no token for 's'"),
                new Corpus.DroppedContexts(pairs.get(2), "both are the same tokens")));
    Draft draft = new Draft("p", "k", "q", Map.of());
    Steered.noteDropped(Fakes.corpus(List.of(), List.of(FIRST, some), List.of()), draft);

    assertThat(draft.done("things").notes())
        .containsExactly(
            "some: 2 of 3 context pairs are left out (some.yaml:6: no token for 's').");
  }

  @Test
  void finalStatesArePlanned() {
    List<String> asked = new ArrayList<>();
    Steered.plan(
        List.of(SECOND),
        new Needs() {
          @Override
          public int blocks() {
            return 6;
          }

          @Override
          public void state(int layer, int[] context) {
            asked.add(layer + Arrays.toString(context));
          }
        });
    assertThat(asked).containsExactly("6[8]", "6[9]");
  }

  @Test
  void templatesOfTwoListsAreTwoTemplates() {
    FakeVectors vectors =
        new FakeVectors(
            Matrix.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2),
            context -> new double[] {context[context.length - 1], context.length},
            false);
    StatePairs pairs = Steered.states("gender", List.of(FIRST, SECOND), vectors, Vectors.EUCLIDEAN);
    assertThat(pairs.name()).isEqualTo("gender");
    assertThat(pairs.left()).isDeepEqualTo(new double[][] {{2, 2}, {4, 1}, {6, 1}, {8, 1}});
    assertThat(pairs.right()).isDeepEqualTo(new double[][] {{3, 2}, {5, 1}, {7, 1}, {9, 1}});
    assertThat(pairs.templates()).containsExactly(0, 1, 0, 2);
    assertThat(pairs.differing()).isDeepEqualTo(new int[][] {{2, 3}, {4, 5}, {6, 7}, {8, 9}});
  }
}
