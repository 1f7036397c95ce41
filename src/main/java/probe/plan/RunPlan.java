package probe.plan;

import java.util.ArrayList;
import java.util.List;
import probe.concept.Survival;
import probe.concept.WordPairs;
import probe.model.BatchMode;
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

  // the virtual machine, ONNX Runtime itself, and the tokenizer
  private static final long JVM_BYTES = 240L << 20;
  private static final int RESULT_BYTES_PER_PAIR = 400;

  /** Plans a run of {@code concepts} on {@code model}. */
  public static RunPlan of(LanguageModel model, List<WordPairs> concepts) {
    Tokenizer tokenizer = model.requireTokenizer();
    int rows = model.decoder().vocabulary();
    List<Concept> kept = new ArrayList<>();
    long pairs = 0;
    for (WordPairs words : concepts) {
      Survival survival =
          Survival.of(words, tokenizer::singleToken)
              .without(
                  pair -> Math.max(pair.fromToken(), pair.toToken()) >= rows,
                  "a token is outside the model's vocabulary");
      kept.add(new Concept(words, survival));
      pairs += words.pairs().size();
    }
    List<int[]> contexts = Certifier.contexts(model);
    long tokens = contexts.stream().mapToLong(ids -> ids.length).sum();
    int width = model.decoder().width();
    // alone, together, and alone through the uncut graph
    boolean shared = model.batchMode() == BatchMode.PADDED;
    int batches = contexts.size() + (shared ? 1 : contexts.size()) + contexts.size();
    return new RunPlan(
        kept,
        contexts.size(),
        tokens,
        batches,
        rows,
        width,
        RANDOM_PAIRS,
        pairs * RESULT_BYTES_PER_PAIR + (long) concepts.size() * concepts.size() * 24,
        Memory.peakBytes(model, tokens) + JVM_BYTES);
  }
}
