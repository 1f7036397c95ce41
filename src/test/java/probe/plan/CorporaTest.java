package probe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SmallModel;
import probe.concept.Library;
import probe.concept.Survival;
import probe.kind.Corpus;
import probe.model.LanguageModel;
import probe.tensor.Matrix;

/** Concept files in the tokens of a model that reads everything in lower case. */
class CorporaTest {
  private static final List<String> WORDS =
      List.of("a", "he", "she", "king", "queen", "dog", "cat", "pine", "oak", "the", "says");
  private static final int POSITIONS = 4;

  @TempDir private Path folder;

  private interface Check {
    void of(Corpus corpus, int[] declared);
  }

  /** Reads {@code files}, name and content in turn. */
  private void with(boolean twins, Check check, String... files) throws Exception {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < files.length; i += 2) {
      paths.add(Files.writeString(folder.resolve(files[i]), files[i + 1]));
    }
    Path file = SmallModel.write(folder.resolve("m"), WORDS, 4, POSITIONS, true, 1);
    try (LanguageModel model = LanguageModel.open(file, LanguageModel.Options.defaults())) {
      Matrix gamma = model.unembedding();
      float[] rows = new float[gamma.rows() * gamma.columns()];
      gamma.copyRows(0, gamma.rows(), rows);
      if (twins) {
        // queen has the vector of king
        System.arraycopy(rows, 4 * 4, rows, 5 * 4, 4);
      }
      int[] declared = Corpora.declared(model);
      check.of(
          Corpora.of(
              model, Library.read(paths), Matrix.of(rows, gamma.rows(), gamma.columns()), declared),
          declared);
    }
  }

  private void with(Check check, String... files) throws Exception {
    with(false, check, files);
  }

  private static String reasons(Corpus corpus) {
    StringBuilder out = new StringBuilder();
    for (Survival.Dropped dropped : corpus.concepts().getFirst().survival().dropped()) {
      out.append(dropped.pair().from()).append(": ").append(dropped.reason()).append('\n');
    }
    return out.toString();
  }

  @Test
  void specialTokensAreNotDeclared() throws Exception {
    with(
        (corpus, declared) -> {
          assertThat(declared).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
          assertThat(corpus.words().single("King")).contains(4);
          assertThat(corpus.words().single("<unk>")).isEmpty();
          assertThat(corpus.words().single("nobody")).isEmpty();
          assertThat(corpus.words().single("the king")).isEmpty();
          assertThat(corpus.words().encode("The king")).containsExactly(10, 4);
          assertThat(corpus.words().text(4)).isEqualTo("king");
          assertThat(corpus.words().contextLimit()).isEqualTo(POSITIONS);
        },
        "gender.tsv",
        "he\tshe\n");
  }

  @Test
  void everyPairIsUsedOrHasAReason() throws Exception {
    with(
        true,
        (corpus, declared) -> {
          Corpus.ConceptWords gender = corpus.concepts().getFirst();
          assertThat(gender.tokens().from()).containsExactly(2);
          assertThat(gender.tokens().to()).containsExactly(3);
          assertThat(gender.survival().used()).hasSize(1);
          assertThat(reasons(corpus))
              .isEqualTo(
                  """
                  cat: waitress is no single token
                  stag: each of the two words is no single token
                  Dog: both words are the same token
                  king: both words have the same vector
                  He: its tokens are those of an earlier pair
                  """);
        },
        "gender.tsv",
        """
        he\tshe
        cat\twaitress
        stag\thind
        Dog\tdog
        king\tqueen
        He\tShe
        """);
  }

  @Test
  void contextsThatCannotBeReadAreDropped() throws Exception {
    with(
        (corpus, declared) -> {
          Corpus.ContextTokens list = corpus.contexts().getFirst();
          assertThat(list.rows()).hasSize(1);
          assertThat(list.rows().getFirst().left()).containsExactly(10, 2, 11, 10);
          assertThat(list.rows().getFirst().right()).containsExactly(10, 3, 11, 10);
          // of unknown words the model would see the same token, whichever they are
          assertThat(list.dropped())
              .extracting(d -> d.pair().line() + ": " + d.reason())
              .containsExactly(
                  "6: a context has 5 tokens, the model takes at most 4; shorten it",
                  "7: both are the same tokens",
                  "8: no token for 'nobody'",
                  "9: no token for 'nobody'");
        },
        "gender.tsv",
        "he\tshe\n",
        "contexts.yaml",
        """
        kind: context-pairs
        name: contexts
        concept: gender
        pairs:
          - {left: the he says the, right: the she says the}
          - {left: the he says the dog, right: the she says}
          - {left: The dog, right: the dog}
          - {left: nobody, right: he}
          - {left: he says the, right: he says nobody}
        """);
  }

  @Test
  void aTokenStandsOnceInACategory() throws Exception {
    with(
        (corpus, declared) -> {
          Corpus.CategoryTokens things = corpus.categories().getFirst();
          assertThat(things.children().keySet()).containsExactly("animal", "plant");
          assertThat(things.children().get("animal")).containsExactly(6, 7);
          assertThat(things.children().get("plant")).containsExactly(8, 9);
        },
        "things.yaml",
        """
        kind: categories
        name: things
        children:
          animal: [dog, cat, Dog, unicorn]
          plant: [pine, oak, CAT]
        """);
  }
}
