package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class RowsTest {
  private static final World WORLD = new World();

  @Test
  void sameSeedSameRows() {
    Rows rows = new Rows(WORLD, 48);

    assertThat(rows.batch(1, 5, 4)).isDeepEqualTo(new Rows(new World(), 48).batch(1, 5, 4));
    assertThat(Arrays.deepEquals(rows.batch(1, 5, 4), rows.batch(1, 6, 4))).isFalse();
    assertThat(Arrays.deepEquals(rows.batch(1, 5, 4), rows.batch(2, 5, 4))).isFalse();
    assertThat(rows.batch(1, 5, 4)[0]).isNotEqualTo(rows.validation(1, 4)[0]);
    // rows of a batch do not depend on how many there are
    assertThat(rows.batch(1, 5, 2)[1]).isEqualTo(rows.batch(1, 5, 4)[1]);
  }

  @Test
  void aRowBeginsADocumentAndIsFull() {
    for (int[] row : new Rows(WORLD, 48).batch(1, 0, 100)) {
      assertThat(row)
          .hasSize(48)
          .startsWith(Vocabulary.BOUNDARY)
          .doesNotContain(Vocabulary.UNKNOWN);
    }
  }

  @Test
  void wordsComeAsOftenAsTheyShould() {
    // the second word of 100,000 documents, by the first
    int documents = 100_000;
    int[][] rows = new Rows(WORLD, 3).batch(11, 0, documents);
    Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();
    Map<Integer, Integer> firsts = new HashMap<>();
    for (int[] row : rows) {
      firsts.merge(row[1], 1, Integer::sum);
      counts.computeIfAbsent(row[1], f -> new HashMap<>()).merge(row[2], 1, Integer::sum);
    }
    assertFrequencies(NextToken.after(WORLD, "").probabilities(), firsts, documents);
    for (String first : new String[] {"the", "today", "every", "meet", "in", "one", "they"}) {
      int token = WORLD.vocabulary().id(first);
      assertFrequencies(
          NextToken.after(WORLD, first).probabilities(),
          counts.getOrDefault(token, Map.of()),
          firsts.getOrDefault(token, 0));
    }
  }

  private static void assertFrequencies(double[] p, Map<Integer, Integer> counts, int total) {
    double chiSquare = 0;
    int cells = 0;
    double rest = 0;
    int restCount = 0;
    for (int token = 0; token < p.length; token++) {
      int count = counts.getOrDefault(token, 0);
      if (p[token] == 0) {
        assertThat(count).isZero();
      } else if (p[token] * total < 5) {
        rest += p[token] * total;
        restCount += count;
      } else {
        chiSquare += Math.pow(count - p[token] * total, 2) / (p[token] * total);
        cells++;
      }
    }
    if (rest >= 5) {
      chiSquare += Math.pow(restCount - rest, 2) / rest;
      cells++;
    }
    double degrees = cells - 1;
    // beyond 4 standard deviations of chi square
    assertThat(chiSquare).isLessThan(degrees + 4 * Math.sqrt(2 * degrees) + 6);
  }

  @Test
  void inventedNamesStandInNeutralSentencesOnly() {
    Set<Integer> invented = new HashSet<>(WORLD.inventedNames());
    Set<Integer> seen = new HashSet<>();
    for (int[] row : new Rows(WORLD, 48).batch(4, 0, 1500)) {
      NextToken next = new NextToken(WORLD);
      for (int token : row) {
        next.read(token);
        if (invented.contains(token)) {
          seen.add(token);
          assertThat(next.type()).isEqualTo(SentenceType.NEUTRAL);
        }
      }
    }

    assertThat(invented).hasSize(100);
    assertThat(seen).hasSizeGreaterThan(90);
  }

  @Test
  void refusesRowsWithoutATarget() {
    assertThatThrownBy(() -> new Rows(WORLD, 1))
        .isInstanceOf(ProbeException.class)
        .hasMessage("a row of 1 tokens; a row has at least 2");
  }
}
