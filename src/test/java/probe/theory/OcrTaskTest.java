package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import probe.theory.OcrTask.Group;

class OcrTaskTest {
  private static final OcrTask TASK = new OcrTask(new MarginProblem(5, 2, 3), 1, 3);

  private static List<Integer> answers(OcrTask task, Group group) {
    return task.questions(group).stream().map(MarginProblem.Point::answer).toList();
  }

  @Test
  void shufflingMovesTheAnswersToTrainingImplicationsAlone() {
    for (long seed = 0; seed < 20; seed++) {
      OcrTask shuffled = TASK.shuffled(seed);
      for (Group group : Group.values()) {
        if (group != Group.TRAIN_IMPLICATIONS) {
          assertThat(shuffled.questions(group)).isEqualTo(TASK.questions(group));
        }
      }
      assertThat(answers(shuffled, Group.TRAIN_IMPLICATIONS))
          .containsExactlyInAnyOrderElementsOf(answers(TASK, Group.TRAIN_IMPLICATIONS));
      assertThat(shuffled.questions(Group.TRAIN_IMPLICATIONS))
          .extracting(MarginProblem.Point::subject)
          .isEqualTo(
              TASK.questions(Group.TRAIN_IMPLICATIONS).stream()
                  .map(MarginProblem.Point::subject)
                  .toList());
    }
  }

  @Test
  void theSeedDecidesTheOrder() {
    Set<List<Integer>> orders = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      assertThat(TASK.shuffled(seed).questions(Group.TRAIN_IMPLICATIONS))
          .isEqualTo(TASK.shuffled(seed).questions(Group.TRAIN_IMPLICATIONS));
      orders.add(answers(TASK.shuffled(seed), Group.TRAIN_IMPLICATIONS));
    }
    // of 10! / 2!^5 orders
    assertThat(orders).hasSize(20);
  }

  /** Each place has each answer equally often. */
  @Test
  void everyOrderIsAsLikely() {
    int seeds = 4000;
    int[] first = new int[TASK.problem().answers()];
    for (long seed = 0; seed < seeds; seed++) {
      first[answers(TASK.shuffled(seed), Group.TRAIN_IMPLICATIONS).getFirst()]++;
    }
    for (int answer = 5; answer < 10; answer++) {
      // 800 expected, standard deviation 25
      assertThat(first[answer]).isBetween(700, 900);
    }
  }

  @Test
  void groupsAreTheQuestionsOfTheRule() {
    assertThat(TASK.questions(Group.TRAIN_FACTS)).hasSize(10);
    assertThat(TASK.questions(Group.TEST_FACTS)).hasSize(15);
    assertThat(TASK.questions(Group.TRAIN_IMPLICATIONS)).hasSize(10);
    assertThat(TASK.questions(Group.TEST_IMPLICATIONS))
        .hasSize(15)
        .allSatisfy(p -> assertThat(p.answer()).isEqualTo(5 + p.subject() / 5));
    OcrTask none = new OcrTask(new MarginProblem(5, 0, 3), 1, 3).shuffled(1);
    assertThat(none.questions(Group.TRAIN_IMPLICATIONS)).isEmpty();
  }
}
