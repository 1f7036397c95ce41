package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.linear.Examples;
import probe.linear.HoldOut;
import probe.result.Analysis;
import probe.tensor.Matrix;

class ClassifyTaskTest {
  private static final Corpus.Tokens LETTERS = new Fakes.Letters(-1);

  private static List<String> texts(List<int[]> contexts) {
    return contexts.stream()
        .map(c -> Arrays.stream(c).mapToObj(Character::toString).reduce("", String::concat))
        .toList();
  }

  private static ClassifyTask words(List<String> templates, String... pairs) {
    return ClassifyTask.ofWords(Fakes.words("c", pairs), templates, LETTERS).orElseThrow();
  }

  @Test
  void everyWordInEveryTemplate() {
    ClassifyTask task = words(List.of("{}", "the {}"), "he she", "king queen");
    assertThat(texts(task.contexts()))
        .containsExactly(
            "he", "she", "king", "queen", "the he", "the she", "the king", "the queen");
    Examples rows = task.examples();
    assertThat(rows.labels()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
    assertThat(rows.template()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
    assertThat(rows.entity()).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
    assertThat(Arrays.copyOf(rows.word(), 4)).doesNotHaveDuplicates();
    assertThat(Arrays.copyOf(rows.word(), 4)).isEqualTo(Arrays.copyOfRange(rows.word(), 4, 8));
    assertThat(rows.tokens()[5]).isEqualTo("the she".chars().toArray());
    assertThat(task.heldOut()).isEqualTo(HoldOut.ENTITY_AND_TEMPLATE);
    assertThat(rows.carrier()).isEqualTo(Examples.Carrier.WORD);
  }

  @Test
  void oneTemplateCannotBeHeldOut() {
    ClassifyTask task = words(List.of("{}"), "he she", "king queen");
    assertThat(task.heldOut()).isEqualTo(HoldOut.ENTITY);
    assertThat(task.examples().template()).containsOnly(Examples.NONE);
  }

  @Test
  void pairsWithAWordInCommonAreOneUnit() {
    // red is one row, and ties apple, blood and (through blood) dark
    ClassifyTask task = words(List.of("{}"), "apple red", "sky blue", "blood red", "blood dark");
    assertThat(texts(task.contexts()))
        .containsExactly("apple", "red", "sky", "blue", "blood", "dark");
    int[] units = task.examples().units();
    assertThat(units[1]).isEqualTo(units[0]).isEqualTo(units[4]).isEqualTo(units[5]);
    assertThat(units[2]).isEqualTo(units[3]).isNotEqualTo(units[0]);
  }

  @Test
  void aWordOnBothSidesStandsOnBoth() {
    ClassifyTask task = words(List.of("{}"), "one two", "two three", "four five");
    assertThat(texts(task.contexts()))
        .containsExactly("one", "two", "two", "three", "four", "five");
    assertThat(task.examples().labels()).containsExactly(0, 1, 0, 1, 0, 1);
    assertThat(task.examples().word()[1]).isEqualTo(task.examples().word()[2]);
    assertThat(IntStream.of(task.examples().units()).distinct().count()).isEqualTo(2);
  }

  @Test
  void pairsAndTemplatesWithoutTokensAreLeftOut() {
    // of two templates one is left, which cannot be held out
    ClassifyTask task = words(List.of("a ? {}", "the {}"), "he she", "king queen?", "uncle aunt");
    assertThat(texts(task.contexts()))
        .containsExactly("the he", "the she", "the uncle", "the aunt");
    assertThat(task.heldOut()).isEqualTo(HoldOut.ENTITY);
    assertThat(task.examples().template()).containsOnly(Examples.NONE);
    Corpus.ConceptWords concept = Fakes.words("c", "he she");
    assertThat(ClassifyTask.ofWords(concept, List.of("a ? {}"), LETTERS)).isEmpty();
  }

  @Test
  void contextsThatAreTooLongAreLeftOut() {
    Corpus.ConceptWords concept = Fakes.words("c", "he she", "king queen");
    ClassifyTask task =
        ClassifyTask.ofWords(concept, List.of("{}", "xy {}"), new Fakes.Letters(5)).orElseThrow();
    assertThat(texts(task.contexts())).containsExactly("he", "she", "king", "queen", "xy he");
    assertThat(ClassifyTask.ofWords(concept, List.of("xyz {}"), new Fakes.Letters(5))).isEmpty();
  }

  @Test
  void aConceptThatFitsNowhereIsNoted() {
    Probe probe = Fakes.probe(new ClassifyKind(), "templates: [\"xyz {}\"]", "layers: [0]");
    Corpus corpus =
        new Corpus(
            List.of(Fakes.words("gender", "he she", "king queen")),
            List.of(),
            List.of(),
            new Fakes.Letters(5));
    Analysis analysis =
        probe.analyse(corpus, new FakeVectors(Matrix.of(new float[] {1, 2}, 2, 1)), 1);
    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.notes())
        .contains(
            "gender: none of its pairs fits into a template with tokens for all words, 5 at most.");
  }

  @Test
  void aTrainerThatCannotBeFittedIsSaidToBe() {
    Probe probe = Fakes.probe(new ClassifyKind(), "trainers: [lda, mean-difference]", "draws: 99");
    Corpus.ContextRow[] rows = new Corpus.ContextRow[20];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Fakes.row("t" + i, new int[] {i, 100}, new int[] {i, 101});
    }
    Corpus corpus =
        Fakes.corpus(List.of(), List.of(Fakes.contexts("list", "degree", rows)), List.of());
    // layer 0 sees the last token alone, which is the same throughout a class
    FakeVectors vectors =
        new FakeVectors(
            Matrix.of(new float[] {1, 2, 3, 4}, 2, 2),
            (layer, context) -> new double[] {context[1], layer * context[0]},
            false);
    Analysis analysis = probe.analyse(corpus, vectors, 1);
    assertThat(analysis.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.id()).endsWith("degree in contexts/-1/lda");
              assertThat(finding.why()).contains("have no covariance that can be inverted");
            })
        .anySatisfy(finding -> assertThat(finding.id()).endsWith("/mean difference"));
  }

  @Test
  void contextPairsByTemplate() {
    ClassifyTask task =
        ClassifyTask.ofContexts(
            "gender",
            List.of(
                Fakes.contexts(
                    "one",
                    "gender",
                    Fakes.row("a", new int[] {1}, new int[] {2}),
                    Fakes.row("b", new int[] {3}, new int[] {4}),
                    Fakes.row("a", new int[] {5}, new int[] {6})),
                Fakes.contexts("two", "gender", Fakes.row("a", new int[] {7}, new int[] {8}))));
    assertThat(task.contexts())
        .containsExactly(
            new int[] {1},
            new int[] {2},
            new int[] {3},
            new int[] {4},
            new int[] {5},
            new int[] {6},
            new int[] {7},
            new int[] {8});
    assertThat(task.examples().labels()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
    // the template "a" of another list is another one
    assertThat(task.examples().units()).containsExactly(0, 0, 1, 1, 0, 0, 2, 2);
    assertThat(task.heldOut()).isEqualTo(HoldOut.ENTITY);
  }

  @Test
  void positionsArePrefixes() {
    ClassifyTask task = words(List.of("{}"), "abcd xy");
    assertThat(texts(task.upTo(-1))).containsExactly("abcd", "xy");
    assertThat(texts(task.upTo(-2))).containsExactly("abc", "x");
    assertThat(texts(task.upTo(0))).containsExactly("a", "x");
    assertThat(texts(task.upTo(2))).containsExactly("abc", "xy");
    // further than there are tokens: as far as they go
    assertThat(texts(task.upTo(-9))).containsExactly("a", "x");
    assertThat(texts(task.upTo(9))).containsExactly("abcd", "xy");
  }
}
