package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.linear.LeakageAudit.Kind;
import probe.linear.LeakageAudit.Leak;

class LeakageAuditTest {
  private static final int[] TRAIN = {0, 1, 2};
  private static final int[] TEST = {3, 4};
  private static final double[][] X = {{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}};

  private static Examples examples(int[] entity, int[] word, int[] template, int[][] tokens) {
    return new Examples(new int[] {0, 1, 0, 0, 1}, entity, word, template, tokens);
  }

  private static Examples clean() {
    return examples(
        new int[] {0, 1, 2, 3, 4},
        new int[] {10, 11, 12, 13, 14},
        new int[] {0, 0, 0, 1, 1},
        new int[][] {{1}, {2}, {3}, {4}, {5}});
  }

  @Test
  void aCleanSplitPasses() {
    assertThat(LeakageAudit.find(clean(), TRAIN, TEST, X)).isEmpty();
    assertThatCode(() -> LeakageAudit.require(clean(), TRAIN, TEST, Set.of(), X))
        .doesNotThrowAnyException();
  }

  @Test
  void namesASharedWord() {
    Examples examples =
        examples(
            new int[] {0, 1, 2, 3, 4},
            new int[] {10, 11, 10, 13, 10},
            new int[] {0, 0, 0, 1, 1},
            new int[5][0]);

    assertThatThrownBy(() -> LeakageAudit.require(examples, TRAIN, TEST, Set.of(), null))
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            "training and test part share word 10: training rows 0, 2, test rows 4; "
                + "divide by groups that keep such rows together")
        .extracting(e -> ((ProbeException) e).kind())
        .isEqualTo(ProbeException.Kind.INPUT);
  }

  @Test
  void findsEachKind() {
    Examples shared =
        examples(
            new int[] {0, 1, 2, 2, 4},
            new int[] {10, 11, 12, 12, 14},
            new int[] {0, 0, 1, 1, 1},
            new int[][] {{1}, {2, 3}, {3}, {4}, {2, 3}});
    double[][] x = {{1, 0}, {2, 0}, {3, 0}, {4, 0}, {1, 0}};

    List<Leak> leaks = LeakageAudit.find(shared, TRAIN, new int[] {2, 3, 4}, x);

    assertThat(leaks)
        .extracting(Leak::kind)
        .containsExactly(
            Kind.ROW,
            Kind.WORD,
            Kind.ENTITY,
            Kind.TEMPLATE,
            Kind.TEXT,
            Kind.TEXT,
            Kind.VECTOR,
            Kind.VECTOR);
    assertThat(leaks.get(4).toString())
        .isEqualTo("training and test part share a text: training rows 1, test rows 4");
    assertThat(leaks.getFirst().toString())
        .isEqualTo("a row is in both parts: training rows 2, test rows 2");
  }

  @Test
  void noTemplateAndNoTextAreNotShared() {
    Examples words = Examples.words(new int[] {0, 1, 0, 0, 1}, new int[] {0, 1, 2, 3, 4});

    assertThat(LeakageAudit.find(words, TRAIN, TEST, X)).isEmpty();
  }

  @Test
  void aSplitByEntityMayShareTemplatesOnly() {
    Examples examples = GroupedSplitTest.crossed(20, 3);
    Division.Split split = (Division.Split) GroupedSplit.split(examples, HoldOut.ENTITY, 1);

    assertThat(LeakageAudit.find(examples, split.train(), split.test(), null))
        .extracting(Leak::kind)
        .containsOnly(Kind.TEMPLATE);
    assertThatCode(() -> LeakageAudit.require(examples, split, null)).doesNotThrowAnyException();
  }

  @Test
  void longListsAreCut() {
    int[] rows = {1, 2, 3, 4, 5};

    assertThat(new Leak(Kind.ENTITY, 9, rows, new int[] {6}).toString())
        .isEqualTo(
            "training and test part share entity 9: training rows 1, 2, 3 and 2 more, test rows 6");
  }

  @Test
  void refusesVectorsOfOtherRows() {
    assertThatThrownBy(() -> LeakageAudit.find(clean(), TRAIN, TEST, new double[3][2]))
        .hasMessage("3 vectors for 5 examples");
  }
}
