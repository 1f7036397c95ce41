package probe.plan;

import java.util.ArrayList;
import java.util.List;
import probe.concept.Survival;
import probe.concept.WordPairs;
import probe.model.LanguageModel;
import probe.model.Tokenizer;

/**
 * Everything that a run needs, known before anything is computed.
 *
 * @param concepts concepts with the pairs that the tokenizer keeps
 * @param contexts contexts that go through the model
 * @param contextTokens their tokens
 * @param batches batches that they make
 * @param unembeddingRows rows of the unembedding that are read
 * @param width d
 * @param randomPairs random token pairs of the baseline
 * @param outputBytes bytes that are written, about
 * @param peakMemoryBytes resident memory at the peak, about
 */
public record RunPlan(
    List<Concept> concepts,
    int contexts,
    long contextTokens,
    int batches,
    int unembeddingRows,
    int width,
    int randomPairs,
    long outputBytes,
    long peakMemoryBytes) {
  public RunPlan {
    concepts = List.copyOf(concepts);
  }

  /** A concept and what is left of it. */
  public record Concept(WordPairs words, Survival survival) {}

  /** Random token pairs that a concept's projections are held against (arXiv 2311.03658). */
  public static final int RANDOM_PAIRS = 100_000;

  private static final long JVM_BYTES = 160L << 20;
  private static final int RESULT_BYTES_PER_PAIR = 400;

  /** Plans a run of {@code concepts} on {@code model}. */
  public static RunPlan of(LanguageModel model, List<WordPairs> concepts) {
    Tokenizer tokenizer = model.requireTokenizer();
    List<Concept> kept = new ArrayList<>();
    long pairs = 0;
    for (WordPairs words : concepts) {
      kept.add(new Concept(words, Survival.of(words, tokenizer::singleToken)));
      pairs += words.pairs().size();
    }
    List<int[]> contexts = Certifier.contexts(model);
    long tokens = contexts.stream().mapToLong(ids -> ids.length).sum();
    int rows = model.decoder().vocabulary();
    int width = model.decoder().width();
    return new RunPlan(
        kept,
        contexts.size(),
        tokens,
        contexts.size() + 1,
        rows,
        width,
        RANDOM_PAIRS,
        pairs * RESULT_BYTES_PER_PAIR + (long) concepts.size() * concepts.size() * 24,
        Memory.peakBytes(model, tokens) + JVM_BYTES);
  }
}
