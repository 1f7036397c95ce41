package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.concept.ContextPair;
import probe.concept.ContextPairs;
import probe.concept.Library;
import probe.concept.WordPair;
import probe.concept.WordPairs;

/** The concepts in words of the pocket world are what the exact probabilities say they are. */
class PocketConceptsTest {
  private static final World WORLD = new World();
  private static final Library LIBRARY =
      Library.read(List.of(Path.of("probes/word-pairs"), Path.of("probes/pocket")));
  // what both sides together must have of the next word, and what a context must add to one side
  private static final double LEAST_MASS = .02;
  private static final double LEAST_SHIFT = 1;

  static List<ContextPairs> contexts() {
    return LIBRARY.contextPairs();
  }

  private static List<WordPair> pairs(String concept) {
    WordPairs words =
        LIBRARY.wordPairs().stream()
            .filter(c -> c.name().equals(concept))
            .findFirst()
            .orElseThrow();
    return words.pairs().stream()
        .filter(p -> WORLD.vocabulary().contains(p.from()))
        .filter(p -> WORLD.vocabulary().contains(p.to()))
        .toList();
  }

  /** Probability that the next word is one of {@code words}. */
  private static double mass(NextToken next, List<WordPair> words, Function<WordPair, String> of) {
    return words.stream()
        .map(of)
        .distinct()
        .mapToDouble(word -> next.probability(WORLD.vocabulary().id(word)))
        .sum();
  }

  /** Log-odds of the second words against the first ones, those who have no chance kept finite. */
  private static double logOdds(String context, List<WordPair> words) {
    // refuses a context that no document has
    NextToken next = NextToken.after(WORLD, context);
    double from = mass(next, words, WordPair::from);
    double to = mass(next, words, WordPair::to);
    assertThat(from + to).as(context).isGreaterThan(LEAST_MASS);
    return Math.log((to + 1e-6) / (from + 1e-6));
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void everyPairOfContextsMovesItsConcept(ContextPairs list) {
    List<WordPair> words = pairs(list.concept());
    for (ContextPair pair : list.pairs()) {
      assertThat(logOdds(pair.right(), words) - logOdds(pair.left(), words))
          .as("%s:%d", list.file(), pair.line())
          .isGreaterThan(LEAST_SHIFT);
    }
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void listsAreNamedAfterTheirConceptAndHaveTemplates(ContextPairs list) {
    assertThat(list.name()).isEqualTo("pocket-" + list.concept());
    assertThat(Path.of(list.file()).getFileName()).hasToString(list.name() + ".yaml");
    assertThat(list.about()).isNotBlank();
    assertThat(list.pairs()).hasSizeBetween(10, 30);
    assertThat(list.templates()).hasSizeGreaterThanOrEqualTo(13);
  }

  @Test
  void thirteenConceptsHaveContexts() {
    assertThat(contexts()).hasSize(13);
    LIBRARY.requireConcepts();
  }

  @Test
  void theControlIsAllInventedNamesInRandomPairs() {
    List<String> names = new ArrayList<>();
    WORLD.inventedNames().forEach(name -> names.add(WORLD.vocabulary().word(name)));
    Collections.shuffle(names, new Random(1));

    List<WordPair> pairs = pairs("unfixed-names");
    assertThat(pairs).hasSize(50);
    assertThat(pairs.stream().flatMap(p -> Stream.of(p.from(), p.to()))).isEqualTo(names);
  }

  @Test
  void noContextTellsTheSidesOfTheControlApart() {
    List<WordPair> pairs = pairs("unfixed-names");
    for (String context :
        List.of("", "hello", "meet", "hello Zolo .", "people in Rome speak Italian . meet")) {
      NextToken next = NextToken.after(WORLD, context);
      double each = next.probability(WORLD.vocabulary().id(pairs.getFirst().from()));
      assertThat(each).isPositive();
      assertThat(pairs)
          .allSatisfy(
              pair -> {
                assertThat(next.probability(WORLD.vocabulary().id(pair.from()))).isEqualTo(each);
                assertThat(next.probability(WORLD.vocabulary().id(pair.to()))).isEqualTo(each);
              });
    }
    // nor does a name tell anything of what follows
    for (String after : List.of("hello %s", "%s", "%s quietly", "meet %s and", "meet %s and his")) {
      double[] first =
          NextToken.after(WORLD, after.formatted(pairs.getFirst().from())).probabilities();
      assertThat(pairs)
          .allSatisfy(
              pair -> {
                assertThat(NextToken.after(WORLD, after.formatted(pair.from())).probabilities())
                    .containsExactly(first);
                assertThat(NextToken.after(WORLD, after.formatted(pair.to())).probabilities())
                    .containsExactly(first);
              });
    }
  }
}
