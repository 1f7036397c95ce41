package probe.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.concept.Survival;
import probe.plan.ConceptResult;
import probe.plan.RunResult;
import probe.result.Certificate;
import probe.stats.Summary;

/**
 * The results of a run as {@code results.json} has them; {@code docs/results.md} says what each is.
 */
public final class RunJson {
  private RunJson() {}

  /** Maps, lists and numbers, ready to be written. */
  public static Map<String, @Nullable Object> of(RunResult result) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("certificate", certificate(result.certificate()));
    out.put("provenance", result.provenance().fields());
    out.put("model", result.model().fields());
    Map<String, @Nullable Object> baseline = new LinkedHashMap<>();
    baseline.put("random_pairs", result.randomPairs());
    baseline.put("declared_tokens", result.declaredTokens());
    baseline.put("inner_product", "euclidean");
    out.put("baseline", baseline);
    out.put("concepts", result.concepts().stream().map(RunJson::concept).toList());
    Map<String, @Nullable Object> cosines = new LinkedHashMap<>();
    cosines.put("concepts", result.tested().stream().map(c -> c.words().name()).toList());
    cosines.put("matrix", result.cosines());
    out.put("cosines", cosines);
    return out;
  }

  private static Map<String, @Nullable Object> certificate(Certificate c) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("holds", c.holds());
    out.put("contexts", c.contexts());
    out.put("tolerance", c.tolerance());
    out.put("lambda_gamma_difference", c.lambdaGammaDifference());
    out.put("same_top_token", c.sameTopToken());
    out.put("cut_graph_difference", c.cutGraphDifference());
    out.put("batched_difference", c.batchedDifference());
    out.put("batching", c.batching());
    out.put("bos", c.bos());
    out.put("eos", c.eos());
    out.put("word_prefix", c.wordPrefix());
    out.put("note", c.note());
    return out;
  }

  private static Map<String, @Nullable Object> concept(ConceptResult c) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("name", c.words().name());
    out.put("from", c.words().from());
    out.put("to", c.words().to());
    out.put("file", c.words().file());
    out.put("pairs_listed", c.words().pairs().size());
    out.put("pairs_used", c.survival().used().size());
    out.put("tested", c.tested());
    out.put("loo_cosine", summary(c.looCosines()));
    out.put("loo_projection", summary(c.looProjections()));
    out.put("random_cosine", summary(c.randomCosines()));
    out.put("random_projection", summary(c.randomProjections()));
    out.put("share_above_random_q95", c.tested() ? c.aboveRandom() : null);
    List<Map<String, @Nullable Object>> pairs = new ArrayList<>();
    for (int i = 0; i < c.survival().used().size(); i++) {
      Survival.Used used = c.survival().used().get(i);
      Map<String, @Nullable Object> pair = new LinkedHashMap<>();
      pair.put("from", used.pair().from());
      pair.put("to", used.pair().to());
      pair.put("from_token", used.fromToken());
      pair.put("to_token", used.toToken());
      pair.put("loo_cosine", at(c.looCosines(), i));
      pair.put("loo_projection", at(c.looProjections(), i));
      pairs.add(pair);
    }
    out.put("pairs", pairs);
    List<Map<String, @Nullable Object>> dropped = new ArrayList<>();
    for (Survival.Dropped d : c.survival().dropped()) {
      Map<String, @Nullable Object> pair = new LinkedHashMap<>();
      pair.put("from", d.pair().from());
      pair.put("to", d.pair().to());
      pair.put("reason", d.reason());
      dropped.add(pair);
    }
    out.put("dropped", dropped);
    return out;
  }

  private static @Nullable Double at(double @Nullable [] values, int i) {
    return values == null ? null : values[i];
  }

  private static @Nullable Map<String, Object> summary(double @Nullable [] values) {
    return values == null ? null : summary(Summary.of(values));
  }

  private static @Nullable Map<String, Object> summary(@Nullable Summary s) {
    if (s == null) {
      return null;
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("n", s.n());
    out.put("mean", s.mean());
    out.put("sd", s.sd());
    out.put("min", s.min());
    out.put("q05", s.q05());
    out.put("median", s.median());
    out.put("q95", s.q95());
    out.put("max", s.max());
    return out;
  }
}
