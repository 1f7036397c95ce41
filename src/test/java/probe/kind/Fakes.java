package probe.kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import probe.concept.Categories;
import probe.concept.Category;
import probe.concept.ContextPairs;
import probe.concept.Library;
import probe.concept.Survival;
import probe.concept.WordPair;
import probe.concept.WordPairs;
import probe.geometry.TokenPairs;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;

/** Parts of a corpus that no model was asked for, and findings that rest on nothing. */
final class Fakes {
  private Fakes() {}

  /** The probe that {@code kind} makes of a file with {@code fields}. */
  static Probe probe(ProbeKind kind, String... fields) {
    try {
      Path file = Files.createTempFile("probe", ".yaml");
      try {
        Files.writeString(
            file, "kind: %s\nname: it\n%s\n".formatted(kind.name(), String.join("\n", fields)));
        return kind.read(Library.read(List.of(file)).probeFiles().getFirst());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A concept over {@code pairs}, whose words are "w" and the number of their token. */
  static Corpus.ConceptWords concept(TokenPairs pairs, String from, String to) {
    List<Survival.Used> used = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      used.add(
          new Survival.Used(
              new WordPair("w" + pairs.from()[i], "w" + pairs.to()[i], i + 1),
              pairs.from()[i],
              pairs.to()[i]));
    }
    return new Corpus.ConceptWords(
        new WordPairs(
            pairs.name(),
            from,
            to,
            "",
            "fake.yaml",
            used.stream().map(Survival.Used::pair).toList()),
        new Survival(used, List.of()),
        pairs);
  }

  /** A concept that shares no value with any other. */
  static Corpus.ConceptWords concept(TokenPairs pairs) {
    return concept(pairs, pairs.name() + " from", pairs.name() + " to");
  }

  /** A concept of words that were never tokens. */
  static Corpus.ConceptWords words(String name, String... pairs) {
    List<WordPair> list =
        Arrays.stream(pairs)
            .map(p -> p.split(" ", -1))
            .map(p -> new WordPair(p[0], p[1], 1))
            .toList();
    return new Corpus.ConceptWords(
        new WordPairs(name, "", "", "", "fake.yaml", list),
        new Survival(List.of(), List.of()),
        new TokenPairs(name, new int[0], new int[0]));
  }

  static Corpus.ContextRow row(String template, int[] left, int[] right) {
    return new Corpus.ContextRow(template, left, right);
  }

  static Corpus.ContextTokens contexts(String name, String concept, Corpus.ContextRow... rows) {
    return new Corpus.ContextTokens(
        new ContextPairs(name, concept, "", "fake.yaml", 1, List.of()), List.of(rows), List.of());
  }

  static Corpus.CategoryTokens category(String name, Map<String, int[]> children) {
    return new Corpus.CategoryTokens(
        new Categories(
            name,
            "",
            "fake.yaml",
            children.keySet().stream().map(c -> new Category(c, List.of(), 1)).toList()),
        new LinkedHashMap<>(children));
  }

  static Corpus corpus(
      List<Corpus.ConceptWords> concepts,
      List<Corpus.ContextTokens> contexts,
      List<Corpus.CategoryTokens> categories) {
    return new Corpus(concepts, contexts, categories, new Letters(-1));
  }

  static Corpus corpus(Corpus.ConceptWords... concepts) {
    return corpus(List.of(concepts), List.of(), List.of());
  }

  /**
   * One token per character, but for {@link #UNKNOWN}.
   *
   * @param contextLimit or a negative number
   */
  record Letters(int contextLimit) implements Corpus.Tokens {
    static final String UNKNOWN = "?";

    @Override
    public Optional<Integer> single(String word) {
      return word.length() == 1 ? Optional.of((int) word.charAt(0)) : Optional.empty();
    }

    @Override
    public int[] encode(String text) {
      return text.chars().toArray();
    }

    @Override
    public boolean knows(String text) {
      return !text.contains(UNKNOWN);
    }

    @Override
    public String text(int token) {
      return Character.toString(token);
    }
  }

  /** A finding with a test of the given p-value. */
  static Finding finding(String id, Verdict verdict, double p) {
    return new Finding(id, "", "", verdict, "", List.of(), List.of(test("test", p)));
  }

  static HypothesisTest test(String name, double p) {
    return new HypothesisTest(name, "", "", 1.0, null, null, null, p, null, "", 0, 5, "", 1);
  }

  /** Tokens {@code from} and the following. */
  static int[] tokens(int from, int count) {
    return IntStream.range(from, from + count).toArray();
  }
}
