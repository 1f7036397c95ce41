package probe.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import probe.ProbeException;
import probe.concept.Categories;
import probe.concept.Category;
import probe.concept.ContextPair;
import probe.concept.ContextPairs;
import probe.concept.Library;
import probe.concept.Survival;
import probe.concept.WordPairs;
import probe.geometry.TokenPairs;
import probe.kind.Corpus;
import probe.model.LanguageModel;
import probe.model.Tokenizer;
import probe.tensor.Matrix;

/** Concept files in the tokens of one model. */
final class Corpora {
  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final Matrix gamma;
  private final boolean[] declared;

  private Corpora(LanguageModel model, Matrix gamma, int[] declared) {
    this.model = model;
    this.tokenizer = model.requireTokenizer();
    this.gamma = gamma;
    this.declared = new boolean[gamma.rows()];
    for (int token : declared) {
      this.declared[token] = true;
    }
  }

  /** Tokens that a text can have: no padding rows of the matrix, no special tokens. */
  static int[] declared(LanguageModel model) {
    Tokenizer tokenizer = model.requireTokenizer();
    return IntStream.range(0, Math.min(model.decoder().vocabulary(), tokenizer.size()))
        .filter(id -> !tokenizer.token(id).isEmpty() && !tokenizer.isSpecial(id))
        .toArray();
  }

  /**
   * Looks every word and context of {@code library} up.
   *
   * @param gamma unembedding [V, d]; pairs of equal rows have no difference and are dropped
   */
  static Corpus of(LanguageModel model, Library library, Matrix gamma, int[] declared) {
    Corpora corpora = new Corpora(model, gamma, declared);
    return new Corpus(
        library.wordPairs().stream().map(corpora::concept).toList(),
        library.contextPairs().stream().map(corpora::contexts).toList(),
        library.categories().stream().map(corpora::categories).toList(),
        corpora.tokens());
  }

  private Optional<Integer> single(String word) {
    return tokenizer.singleToken(word).filter(id -> id < declared.length && declared[id]);
  }

  private Corpus.ConceptWords concept(WordPairs words) {
    Survival survival =
        Survival.of(words, this::single)
            .without(
                pair -> Arrays.equals(gamma.row(pair.fromToken()), gamma.row(pair.toToken())),
                "both words have the same vector")
            .distinct();
    return new Corpus.ConceptWords(
        words,
        survival,
        new TokenPairs(
            words.name(),
            survival.used().stream().mapToInt(Survival.Used::fromToken).toArray(),
            survival.used().stream().mapToInt(Survival.Used::toToken).toArray()));
  }

  private Corpus.ContextTokens contexts(ContextPairs pairs) {
    List<Corpus.ContextRow> rows = new ArrayList<>();
    List<Corpus.DroppedContexts> dropped = new ArrayList<>();
    for (ContextPair pair : pairs.pairs()) {
      int[] left = tokenizer.encode(pair.left());
      int[] right = tokenizer.encode(pair.right());
      Optional<String> reason =
          reason(pair.left(), left)
              .or(() -> reason(pair.right(), right))
              .or(
                  () ->
                      Optional.of("both are the same tokens")
                          .filter(r -> Arrays.equals(left, right)));
      if (reason.isPresent()) {
        dropped.add(new Corpus.DroppedContexts(pair, reason.get()));
      } else {
        rows.add(new Corpus.ContextRow(pair.template(), left, right));
      }
    }
    return new Corpus.ContextTokens(pairs, rows, dropped);
  }

  /** Why the model cannot read {@code text}, whose tokens are {@code ids}. */
  private Optional<String> reason(String text, int[] ids) {
    Optional<String> unknown = tokenizer.unknownWord(text);
    if (unknown.isPresent()) {
      return Optional.of("no token for '%s'".formatted(unknown.get()));
    }
    if (ids.length == 1) {
      return Optional.of(PositionZero.REASON);
    }
    try {
      model.check(ids, "a context");
      return Optional.empty();
    } catch (ProbeException e) {
      // too long, or a token that the model has no row for
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Corpus.CategoryTokens categories(Categories categories) {
    Map<String, int[]> children = new LinkedHashMap<>();
    Set<Integer> seen = new HashSet<>();
    for (Category child : categories.children()) {
      children.put(
          child.name(),
          child.words().stream()
              .map(this::single)
              .flatMap(Optional::stream)
              // words that a tokenizer does not tell apart, within a child or in two
              .filter(seen::add)
              .mapToInt(Integer::intValue)
              .toArray());
    }
    return new Corpus.CategoryTokens(categories, children);
  }

  private Corpus.Tokens tokens() {
    return new Corpus.Tokens() {
      @Override
      public Optional<Integer> single(String word) {
        return Corpora.this.single(word);
      }

      @Override
      public int[] encode(String text) {
        return tokenizer.encode(text);
      }

      @Override
      public boolean knows(String text) {
        return tokenizer.unknownWord(text).isEmpty();
      }

      @Override
      public String text(int token) {
        return tokenizer.token(token);
      }

      @Override
      public int contextLimit() {
        return model.contextLimit();
      }
    };
  }
}
