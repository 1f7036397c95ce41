package probe.plan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.algebra.Dense;
import probe.algebra.Gram;
import probe.algebra.Spectrum;
import probe.algebra.Symmetric;
import probe.algebra.Whitening;
import probe.result.VocabularyFacts;
import probe.tensor.DType;
import probe.tensor.Matrix;
import probe.tensor.RowReader;
import probe.tensor.TemporaryMemory;

/** The declared rows of the unembedding as a cloud of points: mean, spectrum, whitening. */
final class VocabularyCloud {
  private static final int SHOWN_EIGENVALUES = 64;
  private static final int SHOWN_ROGUES = 8;
  // a dimension that carries this many times its share is called rogue
  private static final double ROGUE = 5;

  private final double[] mean;
  private final VocabularyFacts facts;
  private final @Nullable Whitening whitening;

  private VocabularyCloud(double[] mean, VocabularyFacts facts, @Nullable Whitening whitening) {
    this.mean = mean;
    this.facts = facts;
    this.whitening = whitening;
  }

  /**
   * Measures the rows {@code declared} of {@code gamma} [V, d].
   *
   * @param ridge what to add to the covariance before it is inverted, as a share of its mean
   *     eigenvalue; 0 for nothing
   */
  static VocabularyCloud of(Matrix gamma, int[] declared, double ridge) {
    int d = gamma.columns();
    double[] mean = Gram.mean(gamma, declared);
    Dense covariance = Gram.of(gamma, declared, mean);
    Whitening whitening = null;
    Spectrum spectrum;
    String why = "";
    try {
      whitening = Whitening.of(covariance, mean, ridge);
      spectrum = whitening.spectrum();
    } catch (IllegalArgumentException e) {
      spectrum = Spectrum.of(Symmetric.eigen(covariance).values());
      why =
          "the covariance of %,d declared rows has rank %d of %d, so it has no inverse; pass --ridge, such as 0.01, to add to each eigenvalue, and say so with the results"
              .formatted(declared.length, spectrum.rank(), d);
    }
    double meanSquare = Arrays.stream(mean).map(x -> x * x).sum();
    VocabularyFacts facts =
        new VocabularyFacts(
            gamma.rows(),
            declared.length,
            d,
            spectrum.rank(),
            Double.isFinite(spectrum.conditionNumber()) ? spectrum.conditionNumber() : null,
            ridge,
            spectrum.effectiveDimension(),
            meanSquare / (meanSquare + covariance.trace()),
            rogues(covariance),
            Arrays.stream(spectrum.values()).limit(SHOWN_EIGENVALUES).boxed().toList(),
            whitening != null,
            why);
    return new VocabularyCloud(mean, facts, whitening);
  }

  private static List<VocabularyFacts.Rogue> rogues(Dense covariance) {
    double total = covariance.trace();
    int d = covariance.rows();
    List<VocabularyFacts.Rogue> out = new ArrayList<>();
    IntStream.range(0, d)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> -covariance.at(j, j)))
        .limit(SHOWN_ROGUES)
        .filter(j -> covariance.at(j, j) > ROGUE * total / d)
        .forEach(j -> out.add(new VocabularyFacts.Rogue(j, covariance.at(j, j) / total)));
    return out;
  }

  /** The mean of the declared rows [d]. */
  double[] mean() {
    return mean.clone();
  }

  VocabularyFacts facts() {
    return facts;
  }

  /** The whitening, where the covariance has an inverse. */
  Optional<Whitening> whitening() {
    return Optional.ofNullable(whitening);
  }

  /** {@code gamma} less the mean of the declared rows. */
  Matrix centred(Matrix gamma) {
    int d = gamma.columns();
    MemorySegment out = TemporaryMemory.ofFloats((long) gamma.rows() * d);
    RowReader.forEachBlock(
        gamma,
        (from, count, block) -> {
          for (int i = 0; i < count * d; i++) {
            block[i] = (float) (block[i] - mean[i % d]);
          }
          TemporaryMemory.put(out, (long) from * d, block, count * d);
        });
    return Matrix.of(out, DType.F32, gamma.rows(), d);
  }
}
