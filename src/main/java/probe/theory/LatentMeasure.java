package probe.theory;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A number of a trained table model, by the name that it has in results. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
public enum LatentMeasure {
  EXCESS("loss less the floor", LatentOutcome::excess, LatentOutcome.Logged::excess, 0, 1e9),
  L_UN("cosine among unembeddings", LatentMeasures::unembedding, -1),
  L_EM("cosine among embeddings", LatentMeasures::embedding, -1),
  AL("cosine of the two kinds", LatentMeasures::alignment, -1),
  OR_UN("|cosine| of concepts, unembeddings", LatentMeasures::orthogonalityUnembedding, 0),
  OR_EM("|cosine| of concepts, embeddings", LatentMeasures::orthogonalityEmbedding, 0),
  CROSS("|cosine| of concepts, one of each", LatentMeasures::cross, 0),
  LOG_ODDS_WITHIN("log-odds, sd over contexts", LatentChecks::logOddsWithin, 1e9, true),
  LOG_ODDS_BETWEEN("log-odds, sd over tokens", LatentChecks::logOddsBetween, 1e9, true),
  LOG_ODDS_BETWEEN_EXACT("the same, exact", LatentChecks::logOddsBetweenExact, 1e9, true),
  MAX_MARGIN("cosine with the max-margin direction", LatentChecks::maxMargin, 1, false),
  SEPARABLE("share of concepts with such a direction", LatentChecks::separable, 1, true);

  private final String title;
  private final ToDoubleFunction<LatentOutcome> value;
  private final ToDoubleFunction<LatentOutcome.Logged> logged;
  private final double least;
  private final double most;

  LatentMeasure(
      String title,
      ToDoubleFunction<LatentOutcome> value,
      ToDoubleFunction<LatentOutcome.Logged> logged,
      double least,
      double most) {
    this.title = title;
    this.value = value;
    this.logged = logged;
    this.least = least;
    this.most = most;
  }

  LatentMeasure(String title, ToDoubleFunction<LatentMeasures> cosine, double least) {
    this(
        title,
        outcome -> cosine.applyAsDouble(outcome.measures()),
        at -> cosine.applyAsDouble(at.measures()),
        least,
        1);
  }

  LatentMeasure(String title, ToDoubleFunction<LatentChecks> check, double most, boolean positive) {
    this(
        title,
        outcome -> check.applyAsDouble(outcome.checks()),
        at -> Double.NaN,
        positive ? 0 : -1,
        most);
  }

  /** The key in JSON, such as "l_un". */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is, in a few words. */
  public String title() {
    return title;
  }

  /** Those that are known at every step. */
  public static List<LatentMeasure> course() {
    return List.of(EXCESS, L_UN, L_EM, AL, OR_UN, OR_EM, CROSS);
  }

  /** Of the trained model; NaN where it is not defined. */
  public double of(LatentOutcome outcome) {
    return value.applyAsDouble(outcome);
  }

  /** At a step; NaN likewise, and for checks. */
  public double at(LatentOutcome.Logged step) {
    return logged.applyAsDouble(step);
  }

  /** Of the tables as they were drawn. */
  public double untrained(LatentOutcome outcome) {
    return at(outcome.curve().getFirst());
  }

  /** By outcome, without those that have none. */
  public double[] of(List<LatentOutcome> outcomes) {
    return outcomes.stream().mapToDouble(this::of).filter(Double::isFinite).toArray();
  }

  /** The same before training. */
  public double[] untrained(List<LatentOutcome> outcomes) {
    return outcomes.stream().mapToDouble(this::untrained).filter(Double::isFinite).toArray();
  }

  /** {@code value}, or the nearest that the measure can be. */
  double clip(double value) {
    return Double.isNaN(value) ? value : Math.clamp(value, least, most);
  }
}
