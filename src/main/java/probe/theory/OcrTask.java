package probe.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.stats.Seeds;

/**
 * The sequences that the one-layer model reads: a name, then a relation, noise tokens around them,
 * and an end token, after which the answer is due.
 *
 * <p>Tokens are numbered answers first (facts, implications), then inputs: subjects class by class,
 * the two relations, the noise tokens, the end token. Answers are never read.
 *
 * @param problem classes and subjects
 * @param noise how many noise tokens there are
 * @param length of a sequence, the end token among it
 * @param shuffle seed of an order of the answers to training implications, so that there is no rule
 *     to learn; null for the rule
 */
public record OcrTask(MarginProblem problem, int noise, int length, @Nullable Long shuffle) {
  // subject, relation, end
  private static final int OTHERS = 3;

  public OcrTask {
    if (noise < 1) {
      throw ProbeException.input("--noise must be 1 or more, got " + noise);
    }
    if (length < OTHERS) {
      throw ProbeException.input("--length must be %d or more, got %d".formatted(OTHERS, length));
    }
  }

  /** With the rule. */
  public OcrTask(MarginProblem problem, int noise, int length) {
    this(problem, noise, length, null);
  }

  /** The same with the answers to training implications in a random order. */
  public OcrTask shuffled(long seed) {
    return new OcrTask(problem, noise, length, seed);
  }

  /** What a sequence asks for, and whether that was taught. */
  public enum Group {
    TRAIN_FACTS,
    TRAIN_IMPLICATIONS,
    TEST_FACTS,
    TEST_IMPLICATIONS;

    private static final List<Group> ALL = List.of(values());

    /** Place among all groups, from 0. */
    public int index() {
      return ALL.indexOf(this);
    }

    /** Its name in a sentence. */
    String words() {
      return switch (this) {
        case TRAIN_FACTS -> "facts of training subjects";
        case TRAIN_IMPLICATIONS -> "implications of training subjects";
        case TEST_FACTS -> "facts of test subjects";
        case TEST_IMPLICATIONS -> "implications of test subjects";
      };
    }
  }

  int inputs() {
    return problem.inputs() + noise + 1;
  }

  int end() {
    return inputs() - 1;
  }

  int tokens() {
    return problem.answers() + inputs();
  }

  /** The questions of {@code group}. */
  List<MarginProblem.Point> questions(Group group) {
    int perClass = problem.perClass();
    boolean facts = group == Group.TRAIN_FACTS || group == Group.TEST_FACTS;
    boolean train = group == Group.TRAIN_FACTS || group == Group.TRAIN_IMPLICATIONS;
    List<MarginProblem.Point> all =
        group == Group.TEST_IMPLICATIONS ? problem.test() : problem.training();
    List<MarginProblem.Point> out =
        all.stream()
            .filter(p -> facts == p.answer() < problem.classes())
            .filter(p -> train == p.subject() % perClass < problem.trainPerClass())
            .toList();
    return shuffle != null && group == Group.TRAIN_IMPLICATIONS ? shuffled(out, shuffle) : out;
  }

  private static List<MarginProblem.Point> shuffled(List<MarginProblem.Point> points, long seed) {
    List<Integer> answers = new ArrayList<>(points.stream().map(p -> p.answer()).toList());
    SplittableRandom random = Seeds.random(seed, "shuffled implications");
    for (int k = answers.size() - 1; k > 0; k--) {
      Collections.swap(answers, k, random.nextInt(k + 1));
    }
    List<MarginProblem.Point> out = new ArrayList<>();
    for (int k = 0; k < points.size(); k++) {
      MarginProblem.Point p = points.get(k);
      out.add(new MarginProblem.Point(p.subject(), p.relation(), answers.get(k)));
    }
    return out;
  }

  /** How often each noise token stands in a sequence, drawn uniformly; [noise]. */
  void drawNoise(SplittableRandom random, int[] counts) {
    Arrays.fill(counts, 0);
    for (int i = OTHERS; i < length; i++) {
      counts[random.nextInt(noise)]++;
    }
  }
}
