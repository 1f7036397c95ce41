package probe.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import probe.concept.Survival;
import probe.concept.WordPairs;
import probe.geometry.ConceptDirection;
import probe.geometry.Vectors;
import probe.model.LanguageModel;
import probe.model.Provenances;
import probe.model.Tokenizer;
import probe.result.Certificate;
import probe.stats.RandomPairs;
import probe.stats.Summary;
import probe.tensor.Matrix;
import probe.tensor.RowReader;
import probe.tensor.TemporaryMemory;

/** One run: vectors out of the model, analyses over them, results. */
public final class Run {
  private final LanguageModel model;
  private final RunPlan plan;
  private final long seed;

  public Run(LanguageModel model, RunPlan plan, long seed) {
    this.model = model;
    this.plan = plan;
    this.seed = seed;
  }

  /** Told what is going on, and how far it is. */
  @FunctionalInterface
  public interface Progress {
    void step(String what, int done, int total);
  }

  /** Does everything that was planned. */
  public RunResult execute(String command, Progress progress) {
    int total = plan.concepts().size() + 2;
    progress.step("certificate", 0, total);
    Matrix gamma = TemporaryMemory.rowMajor(model.unembedding());
    RowReader.forEachBlock(
        gamma, (from, count, block) -> model.requireFinite(block, count * gamma.columns()));
    Certificate certificate = new Certifier(model, gamma).certify();

    progress.step("random pairs", 1, total);
    int[] declared = declaredTokens();
    int[][] pairs = RandomPairs.draw(declared, plan.randomPairs(), seed);
    double[] lengths = lengths(gamma, pairs);

    List<double[][]> differences = new ArrayList<>();
    List<double[]> directions = new ArrayList<>();
    List<Survival> survivals = new ArrayList<>();
    for (RunPlan.Concept concept : plan.concepts()) {
      Survival survival =
          concept
              .survival()
              .without(
                  pair -> Arrays.equals(gamma.row(pair.fromToken()), gamma.row(pair.toToken())),
                  "both words have the same vector");
      survivals.add(survival);
      double[][] rows = differences(gamma, survival);
      differences.add(rows);
      directions.add(
          rows.length < ConceptDirection.FEWEST_PAIRS
              ? new double[0]
              : ConceptDirection.of(rows).direction());
    }
    double[][] onDirections = project(gamma, directions);

    List<ConceptResult> results = new ArrayList<>();
    for (int c = 0; c < differences.size(); c++) {
      progress.step(plan.concepts().get(c).words().name(), c + 2, total);
      results.add(
          result(
              plan.concepts().get(c).words(),
              survivals.get(c),
              differences.get(c),
              onDirections[c],
              pairs,
              lengths));
    }
    progress.step("done", total, total);
    double[][] tested = directions.stream().filter(d -> d.length > 0).toArray(double[][]::new);
    return new RunResult(
        Provenances.of(
            model, model.decoder().cut(List.of(model.decoder().blocks()), true), command, seed),
        ModelFacts.of(model),
        certificate,
        plan.randomPairs(),
        declared.length,
        results,
        ConceptDirection.cosines(tested));
  }

  /** Tokens that a text can have: no padding rows of the matrix, no special tokens. */
  private int[] declaredTokens() {
    Tokenizer tokenizer = model.requireTokenizer();
    return IntStream.range(0, Math.min(model.decoder().vocabulary(), tokenizer.size()))
        .filter(id -> !tokenizer.token(id).isEmpty() && !tokenizer.isSpecial(id))
        .toArray();
  }

  /** gamma(to) - gamma(from) for every pair that survived: [pairs, d]. */
  private static double[][] differences(Matrix gamma, Survival survival) {
    return survival.used().stream()
        .map(pair -> Vectors.difference(gamma.row(pair.fromToken()), gamma.row(pair.toToken())))
        .toArray(double[][]::new);
  }

  private static double[] lengths(Matrix gamma, int[][] pairs) {
    double[] out = new double[pairs.length];
    float[] from = new float[gamma.columns()];
    float[] to = new float[gamma.columns()];
    for (int i = 0; i < pairs.length; i++) {
      gamma.copyRows(pairs[i][0], 1, from);
      gamma.copyRows(pairs[i][1], 1, to);
      double sum = 0;
      for (int j = 0; j < from.length; j++) {
        double difference = (double) to[j] - from[j];
        sum += difference * difference;
      }
      out[i] = Math.sqrt(sum);
    }
    return out;
  }

  /** Every row of gamma on every direction: [concepts][V], in one pass over gamma. */
  private static double[][] project(Matrix gamma, List<double[]> directions) {
    double[][] out = new double[directions.size()][gamma.rows()];
    int d = gamma.columns();
    RowReader.forEachBlock(
        gamma,
        (from, count, block) -> {
          for (int c = 0; c < out.length; c++) {
            double[] direction = directions.get(c);
            if (direction.length == 0) {
              continue;
            }
            for (int r = 0; r < count; r++) {
              double sum = 0;
              for (int j = 0; j < d; j++) {
                sum += direction[j] * block[r * d + j];
              }
              out[c][from + r] = sum;
            }
          }
        });
    return out;
  }

  private static ConceptResult result(
      WordPairs words,
      Survival survival,
      double[][] differences,
      double[] projected,
      int[][] pairs,
      double[] lengths) {
    if (differences.length < ConceptDirection.FEWEST_PAIRS) {
      return new ConceptResult(words, survival, null, null, null, null, null, 0);
    }
    ConceptDirection direction = ConceptDirection.of(differences);
    double[] projections = new double[pairs.length];
    double[] cosines = new double[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      projections[i] = projected[pairs[i][1]] - projected[pairs[i][0]];
      // rows that were never trained may be equal
      cosines[i] = lengths[i] > 0 ? projections[i] / lengths[i] : 0;
    }
    Summary random = Summary.of(cosines);
    long above = Arrays.stream(direction.cosines()).filter(x -> x > random.q95()).count();
    return new ConceptResult(
        words,
        survival,
        direction.direction(),
        direction.projections(),
        direction.cosines(),
        Summary.of(projections),
        random,
        (double) above / differences.length);
  }
}
