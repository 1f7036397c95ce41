package probe.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.FactTokens;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.SampleSet;
import probe.facts.Statement;
import probe.facts.Subject;
import probe.facts.Tokenizers;
import probe.model.Tokenizer;

class ContextsTest {
  private static final List<Arm> ARMS = List.of(Arm.TRUE, Arm.NO_IMPLICATION, Arm.SHUFFLED);

  @TempDir private Path folder;

  /** A tokenizer in which every word of {@link SampleSet#of} and the stop are a token. */
  private Tokenizer words(FactSet set) throws Exception {
    List<String> words = new ArrayList<>(set.names());
    for (String answer : set.candidates()) {
      words.add(answer);
      words.add(answer + ".");
    }
    words.addAll(List.of("has", "keeps", "shows", "wants", "seeks", "finds"));
    return Tokenizers.words(folder, String.join(" ", words));
  }

  private static String context(Contexts contexts, Question question) {
    String text = contexts.text(question);
    assertThat(text).endsWith(question.prompt());
    return text.substring(0, text.length() - question.prompt().length());
  }

  /** The statements that {@code context} holds. */
  private static List<Statement> told(Design design, String context) {
    return design.statements().stream()
        .filter(s -> (" " + context).contains(" " + s.prompt() + s.answer() + ". "))
        .toList();
  }

  private static Set<Integer> subjects(Design design, String context) {
    Set<Integer> out = new HashSet<>();
    told(design, context).forEach(s -> out.add(s.subject()));
    return out;
  }

  /** Subjects of each value. */
  private static int[] counts(Design design, Set<Integer> subjects) {
    int[] counts = new int[design.set().classes()];
    subjects.forEach(s -> counts[design.subjects().get(s).value()]++);
    return counts;
  }

  @ParameterizedTest
  @EnumSource(
      value = Arm.class,
      names = {"TRUE", "NO_IMPLICATION", "SHUFFLED"})
  void withoutALimitEverythingIsToldOnceAndNothingElse(Arm arm) throws Exception {
    Design design = Design.of(SampleSet.of(3, 5, 2, ARMS), arm, 1);
    try (Tokenizer tokenizer = words(design.set())) {
      Contexts contexts = new Contexts(design, tokenizer, -1, 1);
      // the first template of each relation
      List<String> all =
          design.statements().stream()
              .filter(s -> s.prompt().contains(" has") || s.prompt().contains(" wants"))
              .map(s -> s.prompt() + s.answer() + ".")
              .toList();
      assertThat(all).hasSize(arm == Arm.NO_IMPLICATION ? 15 : 15 + 6);
      for (Question question : design.questions()) {
        List<String> sentences = List.of(context(contexts, question).split("(?<=\\.) "));
        assertThat(sentences).containsExactlyInAnyOrderElementsOf(all);
      }
    }
  }

  @Test
  void nobodyIsToldWhatIsToBeInferred() throws Exception {
    for (Arm arm : ARMS) {
      Design design = Design.of(SampleSet.of(3, 5, 2, ARMS), arm, 1);
      try (Tokenizer tokenizer = words(design.set())) {
        Contexts contexts = new Contexts(design, tokenizer, -1, 1);
        for (Question question : design.questions()) {
          String context = context(contexts, question);
          for (Subject subject : design.subjects()) {
            for (String verb : List.of("wants", "seeks", "finds")) {
              if (!subject.trains() || arm == Arm.NO_IMPLICATION) {
                assertThat(context).doesNotContain(subject.name() + " " + verb);
              }
            }
          }
          if (arm == Arm.NO_IMPLICATION) {
            for (String value : design.set().implication().values()) {
              assertThat(context).doesNotContain(value);
            }
          }
        }
      }
    }
  }

  /** Tokenizers that join a space to a word, write it before each, drop it, or count it. */
  @Test
  void theLimitHoldsAndTheOwnFactsAreThere() throws Exception {
    Path sets = Path.of(System.getProperty("probe.basedir", "."), "probes/ocr");
    FactSet pocket = FactSetReader.read(sets.resolve("pocket/country-code.yaml"));
    FactSet usual = FactSetReader.read(sets.resolve("profession-color.yaml"));
    try (Tokenizer words = Tokenizers.pocket();
        Tokenizer characters =
            Tokenizers.characters(folder, " .abcdefghijklmnopqrstuvwxyzNFI0123456789", List.of());
        Tokenizer pieces = Tokenizers.gpt2();
        Tokenizer marked =
            Tokenizer.open(SharedModels.require("stories260k").resolve("tokenizer.json"))) {
      holds(pocket, words, 24, 200);
      holds(SampleSet.of(3, 5, 2, ARMS), characters, 70, 400);
      holds(usual, pieces, 60, 500);
      holds(usual, marked, 150, 900);
    }
  }

  private static void holds(FactSet set, Tokenizer tokenizer, int least, int most) {
    SplittableRandom random = new SplittableRandom(5);
    FactTokens tokens = FactTokens.of(set, tokenizer);
    for (int trial = 0; trial < 8; trial++) {
      Arm arm = set.arms().get(trial % set.arms().size());
      Design design = Design.of(set, arm, trial);
      int limit = random.nextInt(least, most);
      Contexts contexts = new Contexts(design, tokenizer, limit, trial);
      int used = 0;
      for (int i = trial; i < design.questions().size(); i += 19) {
        Question question = design.questions().get(i);
        String context = context(contexts, question);
        String text = context + question.prompt();
        int length =
            tokens.prompt(text).length
                + Stream.of(tokens.answers(text)).mapToInt(answer -> answer.length).max().orElse(0);
        assertThat(length).as("%s, %s", limit, context).isLessThanOrEqualTo(limit);
        used = Math.max(used, length);
        List<Group> own =
            told(design, context).stream()
                .filter(s -> s.subject() == question.subject())
                .map(Statement::group)
                .toList();
        boolean two =
            design.subjects().get(question.subject()).trains() && arm != Arm.NO_IMPLICATION;
        assertThat(own).hasSize(two ? 2 : 1).doesNotHaveDuplicates();
      }
      // a subject more would not have gone in
      assertThat(used).isGreaterThan(limit / 2);
    }
  }

  @Test
  void ownFactsThatDoNotFitAreRefused() throws Exception {
    Design design = Design.of(SampleSet.of(3, 5, 2, ARMS), Arm.TRUE, 1);
    try (Tokenizer tokenizer = words(design.set())) {
      Question question =
          design.questions().stream()
              .filter(q -> q.group() == Group.TEST_IMPLICATIONS)
              .findFirst()
              .orElseThrow();
      String name = design.subjects().get(question.subject()).name();
      assertThat(new Contexts(design, tokenizer, 6, 1).text(question))
          .isEqualTo("%s has F0. %s wants", name, name);
      assertThatThrownBy(() -> new Contexts(design, tokenizer, 5, 1).text(question))
          .isInstanceOf(ProbeException.class)
          .hasMessage(
              "set.yaml: '%s has F0. %s wants' has 6 tokens with its answer, the model takes at"
                  + " most 5; shorten the templates",
              name, name);
    }
  }

  @Test
  void everyValueIsToldAsOftenAsTheOthersUpToTheLastRound() throws Exception {
    FactSet set = SampleSet.of(5, 12, 4, ARMS);
    try (Tokenizer tokenizer = words(set)) {
      for (int seed = 0; seed < 3; seed++) {
        Design design = Design.of(set, Arm.TRUE, seed);
        for (int limit = 20; limit < 160; limit += 17) {
          Contexts contexts = new Contexts(design, tokenizer, limit, seed);
          for (int i = seed; i < design.questions().size(); i += 7) {
            Question question = design.questions().get(i);
            String context = context(contexts, question);
            Set<Integer> others = subjects(design, context);
            assertThat(others.remove(question.subject())).isTrue();
            int[] counts = counts(design, others);
            int most = Arrays.stream(counts).max().orElseThrow();
            assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThanOrEqualTo(most - 1);
            // implications first: nobody without one before all that have one
            long implied =
                told(design, context).stream().filter(s -> s.group().implication()).count();
            if (most <= 3) {
              assertThat(implied).isGreaterThanOrEqualTo(others.size());
            }
          }
        }
      }
    }
  }

  /** A model that repeats what stands there would else be right too often. */
  @Test
  void theLastRoundDoesNotLookAtTheOwnValue() throws Exception {
    FactSet set = SampleSet.of(5, 12, 4, ARMS);
    try (Tokenizer tokenizer = words(set)) {
      // an own fact of 3 tokens, the prompt of 2 and an answer: then two subjects of 6 tokens each,
      // or one round and two subjects
      for (int limit : new int[] {6 + 12, 6 + 30 + 12}) {
        int[][] seen = new int[5][5]; // by own value and told value
        int asked = 0;
        for (int seed = 0; seed < 20; seed++) {
          Design design = Design.of(set, Arm.TRUE, seed % 5);
          Contexts contexts = new Contexts(design, tokenizer, limit, seed);
          for (Question question : design.questions()) {
            if (question.group() != Group.TEST_IMPLICATIONS || question.heldOut()) {
              continue;
            }
            Set<Integer> others = subjects(design, context(contexts, question));
            others.remove(question.subject());
            int[] counts = counts(design, others);
            assertThat(others).hasSize(limit > 30 ? 7 : 2);
            int own = design.subjects().get(question.subject()).value();
            for (int value = 0; value < 5; value++) {
              seen[own][value] += counts[value] - (limit > 30 ? 1 : 0);
            }
            asked++;
          }
        }
        assertThat(asked).isEqualTo(20 * 40);
        for (int[] row : seen) {
          for (int count : row) {
            // 160 contexts, each with 2 of 5 values: 4 standard deviations are 25
            assertThat((double) count).isCloseTo(0.4 * 160, within(25.0));
          }
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameContextsInARandomOrder() throws Exception {
    FactSet set = SampleSet.of(5, 12, 4, ARMS);
    Design design = Design.of(set, Arm.TRUE, 0);
    try (Tokenizer tokenizer = words(set)) {
      List<String> one = all(new Contexts(design, tokenizer, 100, 7), design);
      assertThat(all(new Contexts(design, tokenizer, 100, 7), design)).isEqualTo(one);
      List<String> other = all(new Contexts(design, tokenizer, 100, 8), design);
      for (int i = 0; i < one.size(); i++) {
        assertThat(other.get(i)).isNotEqualTo(one.get(i));
      }
      assertThat(new HashSet<>(one)).hasSameSizeAs(one);
      // where the own fact stands, as a share of the way: uniform, whatever is told besides
      double sum = 0;
      for (int i = 0; i < one.size(); i++) {
        Question question = design.questions().get(i);
        String own = design.subjects().get(question.subject()).name() + " has";
        List<String> sentences =
            Stream.of(one.get(i).split("\\. ")).filter(s -> !s.equals(question.prompt())).toList();
        int at = 0;
        while (!sentences.get(at).startsWith(own)) {
          at++;
        }
        sum += (double) at / (sentences.size() - 1);
      }
      // a uniform share deviates by 0.29; 4 standard deviations of the mean of 240
      assertThat(sum / one.size()).isCloseTo(0.5, within(0.075));
    }
  }

  private static List<String> all(Contexts contexts, Design design) {
    return design.questions().stream().map(contexts::text).toList();
  }
}
