package probe.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import probe.stats.Seeds;

/**
 * Bits that it takes to send the labels to someone who has the vectors, portion by portion, each
 * coded with the probe that is trained on those before it (Voita and Titov 2020, arXiv 2003.12298,
 * section 2.2). Portions are whole units; until each label was in two units, a label costs one bit.
 *
 * <p>Probabilities come from the scores, divided by their spread on the training rows, through a
 * sigmoid whose slope and offset are fitted to the portions that were already sent: whoever decodes
 * can do the same, and a probe that knows its rows by heart is not believed on new ones. They are
 * clipped to [{@value #CLIP}, 1 - {@value #CLIP}].
 *
 * @param rows number of labels
 * @param units number of units
 * @param bits length of the code
 * @param uniformBits length with one bit per label
 * @param labelBits length of a code that knows how often each label was sent, but no vectors
 *     (Krichevsky and Trofimov's estimate, per portion)
 */
public record OnlineCode(
    int rows,
    int units,
    List<Portion> portions,
    double bits,
    double uniformBits,
    double labelBits) {
  /** Shares of the rows at which portions end. */
  public static final List<Double> SHARES = List.of(0.1, 0.2, 0.4, 0.6, 0.8, 1.0);

  static final double CLIP = 1e-4;

  public OnlineCode {
    portions = List.copyOf(portions);
  }

  /**
   * Labels that were sent together.
   *
   * @param trainRows rows that the probe was trained on; 0 where each label costs one bit
   * @param rows labels sent
   */
  public record Portion(int trainRows, int rows, double bits) {}

  /** uniformBits / bits: 1 for a probe that knows nothing. */
  public double compression() {
    return uniformBits / bits;
  }

  /**
   * Codes the labels of {@code rows}.
   *
   * @param x [n][d]
   * @param labels [n]
   * @param units [n], whatever must not be divided
   * @param shares where portions end, ascending, the last 1
   * @throws IllegalArgumentException for shares that do not ascend to 1, or no rows
   */
  public static OnlineCode of(
      Trainer trainer,
      double[][] x,
      int[] labels,
      int[] units,
      int[] rows,
      List<Double> shares,
      long seed) {
    check(shares, rows);
    List<int[]> sequence = sequence(labels, units, rows, Seeds.random(seed, "order"));
    List<int[]> parts = portions(sequence, shares, rows.length);
    List<Portion> portions = new ArrayList<>();
    double[] sentScores = new double[rows.length];
    int[] sentLabels = new int[rows.length];
    int scored = 0;
    int[] sent = {};
    double labelBits = 0;
    for (int[] part : parts) {
      int ones = Arrays.stream(sent).map(i -> labels[i]).sum();
      double prior = (ones + 0.5) / (sent.length + 1);
      for (int i : part) {
        labelBits += bits(prior, labels[i]);
      }
      if (!Folds.possible(labels, units, sent)) {
        portions.add(new Portion(0, part.length, part.length));
      } else {
        double[] scores = standardised(trainer, x, labels, units, sent, part, seed);
        Platt platt = Platt.fit(sentScores, sentLabels, scored);
        double bits = 0;
        for (int k = 0; k < part.length; k++) {
          double p = platt.probability(scores[k]);
          bits += bits(Math.max(CLIP, Math.min(1 - CLIP, p)), labels[part[k]]);
          sentScores[scored] = scores[k];
          sentLabels[scored++] = labels[part[k]];
        }
        portions.add(new Portion(sent.length, part.length, bits));
      }
      int before = sent.length;
      sent = Arrays.copyOf(sent, before + part.length);
      System.arraycopy(part, 0, sent, before, part.length);
    }
    double total = portions.stream().mapToDouble(Portion::bits).sum();
    return new OnlineCode(rows.length, sequence.size(), portions, total, rows.length, labelBits);
  }

  private static double[] standardised(
      Trainer trainer,
      double[][] x,
      int[] labels,
      int[] units,
      int[] train,
      int[] part,
      long seed) {
    LinearProbe probe = Rows.fit(trainer, x, labels, units, train, Seeds.of(seed, train.length));
    double spread =
        Math.sqrt(Arrays.stream(Rows.scores(probe, x, train)).map(s -> s * s).sum() / train.length);
    double[] scores = Rows.scores(probe, x, part);
    Arrays.setAll(scores, k -> spread > 0 ? scores[k] / spread : 0);
    return scores;
  }

  private static double bits(double p, int label) {
    return -Math.log(label == 1 ? p : 1 - p) / Math.log(2);
  }

  /** Units in random order, those with label 0, 1 and both being spread evenly. */
  private static List<int[]> sequence(
      int[] labels, int[] units, int[] rows, SplittableRandom random) {
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    for (int i : rows) {
      members.computeIfAbsent(units[i], k -> new ArrayList<>()).add(i);
    }
    List<List<int[]>> kinds = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (List<Integer> member : members.values()) {
      int[] unit = member.stream().mapToInt(i -> i).toArray();
      int ones = Arrays.stream(unit).map(i -> labels[i]).sum();
      kinds.get(ones == 0 ? 0 : ones == unit.length ? 1 : 2).add(unit);
    }
    record Placed(double at, int[] unit) {}
    List<Placed> placed = new ArrayList<>();
    for (List<int[]> kind : kinds) {
      for (int k = kind.size() - 1; k >= 0; k--) {
        int pick = random.nextInt(k + 1);
        placed.add(new Placed((k + random.nextDouble()) / kind.size(), kind.get(pick)));
        kind.set(pick, kind.get(k));
      }
    }
    return placed.stream().sorted((a, b) -> Double.compare(a.at, b.at)).map(Placed::unit).toList();
  }

  private static List<int[]> portions(List<int[]> sequence, List<Double> shares, int n) {
    List<int[]> portions = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    int done = 0;
    int next = 0;
    for (int[] unit : sequence) {
      Arrays.stream(unit).forEach(open::add);
      done += unit.length;
      if (done >= shares.get(next) * n - 1e-9) {
        portions.add(open.stream().mapToInt(i -> i).toArray());
        open = new ArrayList<>();
        while (next < shares.size() - 1 && done >= shares.get(next) * n - 1e-9) {
          next++;
        }
      }
    }
    return portions;
  }

  private static void check(List<Double> shares, int[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("there are no labels to code");
    }
    double previous = 0;
    for (double share : shares) {
      if (!(share > previous)) {
        throw new IllegalArgumentException("shares must ascend from above 0, got " + shares);
      }
      previous = share;
    }
    if (previous != 1) {
      throw new IllegalArgumentException("the last share must be 1, got " + shares);
    }
  }
}
