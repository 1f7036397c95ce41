package probe.facts.measure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is measured of the answer to one question; means are over questions. */
public enum Measure {
  /** The published mean rank: candidates of both relations whose first token is likelier. */
  RANK_ALL("rank-all", "Mean rank among the answers of both relations, by first token") {
    @Override
    double of(Row row) {
      return Ranks.larger(row.logits, 0, row.candidates(), row.correct);
    }

    @Override
    public double chance(int n) {
      return (2 * n - 1) / 2.0;
    }
  },
  /** The same among the candidates that fit the question. */
  RANK_ASKED("rank-asked", "Mean rank among the answers of the asked relation, by first token") {
    @Override
    double of(Row row) {
      return Ranks.larger(row.logits, row.from(), row.to(), row.correct);
    }

    @Override
    public double chance(int n) {
      return (n - 1) / 2.0;
    }
  },
  RANK_WHOLE("rank-whole", "Mean rank among the answers of the asked relation, by whole answer") {
    @Override
    double of(Row row) {
      return Ranks.twiceMid(row.logProbabilities, row.from(), row.to(), row.correct) / 2.0;
    }

    @Override
    public double chance(int n) {
      return (n - 1) / 2.0;
    }
  },
  /** By what training added: the prior is taken off each candidate before ranking. */
  RANK_CORRECTED(
      "rank-corrected",
      "Mean rank among the answers of the asked relation, by whole answer, less the base model's"
          + " log-probability") {
    @Override
    double of(Row row) {
      double[] base = row.base;
      if (base == null) {
        throw new IllegalArgumentException("no answers of the base model to take off");
      }
      double[] gains = new double[base.length];
      Arrays.setAll(gains, c -> row.logProbabilities[c] - base[c]);
      return Ranks.twiceMid(gains, row.from(), row.to(), row.correct) / 2.0;
    }

    @Override
    public double chance(int n) {
      return (n - 1) / 2.0;
    }
  },
  ACCURACY_ALL("accuracy-all", "Accuracy among the answers of both relations, by first token") {
    @Override
    double of(Row row) {
      return Ranks.best(row.logits, 0, row.candidates(), row.correct) ? 1 : 0;
    }

    @Override
    public double chance(int n) {
      return 1 / (2.0 * n);
    }
  },
  ACCURACY_ASKED(
      "accuracy-asked", "Accuracy among the answers of the asked relation, by first token") {
    @Override
    double of(Row row) {
      return Ranks.best(row.logits, row.from(), row.to(), row.correct) ? 1 : 0;
    }

    @Override
    public double chance(int n) {
      return 1.0 / n;
    }
  },
  LOG_PROBABILITY("log-probability", "Log-probability of the whole right answer, in nats") {
    @Override
    double of(Row row) {
      return row.logProbabilities[row.correct];
    }

    @Override
    public double chance(int n) {
      return Double.NaN;
    }
  },
  /** Its probability over the sum of the candidates'. */
  SHARE("share", "Probability of the right answer as a share of the answers of both relations") {
    @Override
    double of(Row row) {
      double most = Arrays.stream(row.logProbabilities).max().orElseThrow();
      double sum = Arrays.stream(row.logProbabilities).map(p -> Math.exp(p - most)).sum();
      return Math.exp(row.logProbabilities[row.correct] - most) / sum;
    }

    @Override
    public double chance(int n) {
      return 1 / (2.0 * n);
    }
  },
  /** (chance - rank) / chance, with ties counting half. */
  TRANSFER("transfer", "Transfer: 1 where the right answer is best, 0 at chance") {
    @Override
    double of(Row row) {
      int twice = Ranks.twiceMid(row.logits, row.from(), row.to(), row.correct);
      return 1 - twice / (row.n - 1.0);
    }

    @Override
    public double chance(int n) {
      return 0;
    }
  },
  /** What the theory bounds; below 0 where another answer is likelier. */
  MARGIN(
      "margin",
      "Logit of the right answer less the largest of the others of the asked relation, by first"
          + " token") {
    @Override
    double of(Row row) {
      double other = Double.NEGATIVE_INFINITY;
      for (int c = row.from(); c < row.to(); c++) {
        other = c == row.correct ? other : Math.max(other, row.logits[c]);
      }
      return row.logits[row.correct] - other;
    }

    @Override
    public double chance(int n) {
      return Double.NaN;
    }
  };

  private final String id;
  private final String title;

  Measure(String id, String title) {
    this.id = id;
    this.title = title;
  }

  abstract double of(Row row);

  /** Its mean for a model without preferences among n + n candidates; NaN where there is none. */
  public abstract double chance(int n);

  public String id() {
    return id;
  }

  public String title() {
    return title;
  }

  /**
   * The candidates of one question.
   *
   * @param n values of each relation
   * @param correct index of the right candidate
   * @param base log-probabilities of the base model, or null where they are not known
   */
  record Row(
      int n,
      boolean implication,
      int correct,
      double[] logits,
      double[] logProbabilities,
      double @Nullable [] base) {
    int candidates() {
      return 2 * n;
    }

    /** The first candidate of the asked relation. */
    int from() {
      return implication ? n : 0;
    }

    int to() {
      return from() + n;
    }
  }
}
