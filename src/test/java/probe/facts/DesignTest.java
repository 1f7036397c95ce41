package probe.facts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;

class DesignTest {
  private static final List<Arm> HOLDS =
      List.of(Arm.TRUE, Arm.COUNTERFACTUAL, Arm.NO_IMPLICATION, Arm.SHUFFLED);
  private static final FactSet SET = SampleSet.of(5, 20, 4, HOLDS);

  private static List<Subject> trainers(Design design) {
    return design.subjects().stream().filter(Subject::trains).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void overAsManySeedsAsValuesEveryNameHasEveryValueOnce(int n) {
    FactSet set = SampleSet.of(n, 4, 1, HOLDS);
    Map<String, Set<Integer>> values = new HashMap<>();
    for (int seed = 0; seed < n; seed++) {
      Design design = Design.of(set, Arm.TRUE, seed);
      assertThat(design.subjects().stream().map(Subject::name))
          .doesNotHaveDuplicates()
          .hasSize(4 * n);
      for (Subject subject : design.subjects()) {
        assertThat(
                values.computeIfAbsent(subject.name(), x -> new HashSet<>()).add(subject.value()))
            .isTrue();
      }
    }
    assertThat(values).hasSize(4 * n).allSatisfy((name, of) -> assertThat(of).hasSize(n));
  }

  @Test
  void everyValueHasItsShareOfSubjectsAndOfTraining() {
    Design design = Design.of(SET, Arm.TRUE, 3);

    Map<Integer, List<Subject>> byValue =
        design.subjects().stream().collect(groupingBy(Subject::value));
    assertThat(byValue).hasSize(5);
    byValue.forEach(
        (value, subjects) -> {
          assertThat(subjects).hasSize(20);
          assertThat(subjects.subList(0, 4)).allMatch(Subject::trains);
          assertThat(subjects.subList(4, 20)).noneMatch(Subject::trains);
        });
    assertThat(design.subjects())
        .isSortedAccordingTo(java.util.Comparator.comparingInt(Subject::value));
  }

  @ParameterizedTest
  @EnumSource(
      value = Arm.class,
      names = {"COUNTERFACTUAL", "NO_IMPLICATION", "SHUFFLED"})
  void theArmsOfASeedShareTheirSubjects(Arm arm) {
    for (int seed = 0; seed < 5; seed++) {
      Design one = Design.of(SET, Arm.TRUE, seed);
      Design other = Design.of(SET, arm, seed);
      assertThat(other.subjects().stream().map(s -> List.of(s.name(), s.value(), s.trains())))
          .isEqualTo(
              one.subjects().stream().map(s -> List.of(s.name(), s.value(), s.trains())).toList());
      assertThat(other.questions()).isEqualTo(one.questions());
    }
  }

  @Test
  void moreTrainingKeepsTheTrainersAndTheOrder() {
    Set<String> before = Set.of();
    List<String> order =
        Design.of(SET, Arm.TRUE, 2, 0).subjects().stream().map(Subject::name).toList();
    for (int k = 0; k < 20; k++) {
      Design design = Design.of(SET, Arm.TRUE, 2, k);
      Set<String> now = new HashSet<>(trainers(design).stream().map(Subject::name).toList());
      assertThat(now).hasSize(5 * k).containsAll(before);
      assertThat(design.subjects().stream().map(Subject::name)).isEqualTo(order);
      before = now;
    }
  }

  @Test
  void theSeedDrawsWhoTrains() {
    Set<Set<String>> drawn = new HashSet<>();
    // seeds 0, 5, 10, .. give every name the same value
    for (int seed = 0; seed < 50; seed += 5) {
      drawn.add(
          new HashSet<>(
              trainers(Design.of(SET, Arm.TRUE, seed)).stream().map(Subject::name).toList()));
    }
    assertThat(drawn).hasSize(10);
  }

  @Test
  void anArmOfASeedIsAlwaysTheSame() {
    for (Arm arm : HOLDS) {
      assertThat(Design.of(SET, arm, 1)).isEqualTo(Design.of(SET, arm, 1));
      assertThat(Design.of(SET, arm, 1)).isNotEqualTo(Design.of(SET, arm, 2));
    }
  }

  @Test
  void theFileDecidesWhoTrainsUnlessSomethingElseIsAsked() {
    assertThat(Design.of(SET, Arm.TRUE, 0)).isEqualTo(Design.of(SET, Arm.TRUE, 0, 4));
  }

  @Test
  void theTrueArmTellsThePairingOfTheFile() {
    Design design = Design.of(SET, Arm.TRUE, 4);

    assertThat(design.judged()).isEqualTo(SET.pairing());
    assertThat(design.subjects()).allMatch(s -> s.told() == SET.pairing().get(s.value()));
  }

  @Test
  void theCounterfactualArmTellsAnotherValueToEverybodyAndEveryOtherOneOverSeeds() {
    Map<Integer, Set<Integer>> told = new HashMap<>();
    for (int seed = 0; seed < 4; seed++) {
      List<Integer> mapping = Design.mapping(SET, Arm.COUNTERFACTUAL, seed);
      assertThat(mapping).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      for (int i = 0; i < 5; i++) {
        assertThat(mapping.get(i)).isNotEqualTo(SET.pairing().get(i));
        assertThat(told.computeIfAbsent(i, x -> new HashSet<>()).add(mapping.get(i))).isTrue();
      }
    }
    assertThat(Design.mapping(SET, Arm.COUNTERFACTUAL, 4))
        .isEqualTo(Design.mapping(SET, Arm.COUNTERFACTUAL, 0));
  }

  @Test
  void withTwoValuesTheCounterfactualIsTheOtherOne() {
    FactSet two = SampleSet.of(2, 3, 1, List.of(Arm.COUNTERFACTUAL));
    for (int seed = 0; seed < 4; seed++) {
      assertThat(Design.mapping(two, Arm.COUNTERFACTUAL, seed))
          .containsExactly(two.pairing().get(1), two.pairing().get(0));
    }
  }

  @Test
  void controlsAreJudgedByTheFirstArmThatIsNone() {
    FactSet set =
        SampleSet.of(
            5, 20, 4, List.of(Arm.SHUFFLED, Arm.COUNTERFACTUAL, Arm.TRUE, Arm.NO_IMPLICATION));
    for (Arm arm : List.of(Arm.SHUFFLED, Arm.NO_IMPLICATION)) {
      assertThat(Design.mapping(set, arm, 2)).isEqualTo(Design.mapping(set, Arm.COUNTERFACTUAL, 2));
      assertThat(Design.mapping(SET, arm, 2)).isEqualTo(SET.pairing());
    }
  }

  @Test
  void shuffledTellsTheSameImplicationsInAnotherOrder() {
    for (int seed = 0; seed < 5; seed++) {
      List<Integer> shuffled =
          trainers(Design.of(SET, Arm.SHUFFLED, seed)).stream().map(Subject::told).toList();
      List<Integer> plain =
          trainers(Design.of(SET, Arm.TRUE, seed)).stream().map(Subject::told).toList();
      assertThat(shuffled).containsExactlyInAnyOrderElementsOf(plain).isNotEqualTo(plain);
    }
  }

  @Test
  void everyPermutationOfTheShuffledArmIsAsLikely() {
    FactSet set = SampleSet.of(3, 2, 1, HOLDS);
    Map<List<Integer>, Integer> counts = new HashMap<>();
    int draws = 6000;
    for (int seed = 0; seed < draws; seed++) {
      counts.merge(
          trainers(Design.of(set, Arm.SHUFFLED, seed)).stream().map(Subject::told).toList(),
          1,
          Integer::sum);
    }
    // 6 permutations: chi-squared with 5 degrees of freedom is below 20.5 in 99.9 % of samples
    assertThat(counts).hasSize(6);
    double expected = draws / 6.0;
    double chiSquared =
        counts.values().stream().mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    assertThat(chiSquared).isLessThan(20.5);
  }

  @Test
  void whoIsNotInTrainingIsJudgedByTheRuleInTheShuffledArmToo() {
    Design design = Design.of(SET, Arm.SHUFFLED, 1);

    assertThat(design.subjects())
        .filteredOn(s -> !s.trains())
        .allMatch(s -> s.told() == design.judged().get(s.value()));
  }

  @ParameterizedTest
  @CsvSource({"TRUE, 240", "COUNTERFACTUAL, 240", "SHUFFLED, 240", "NO_IMPLICATION, 200"})
  void everyFactAndTheImplicationsOfTrainersAreToldInEveryTemplate(Arm arm, int count) {
    Design design = Design.of(SET, arm, 0);

    assertThat(design.statements()).hasSize(count).doesNotHaveDuplicates();
    Map<Group, List<Statement>> groups =
        design.statements().stream().collect(groupingBy(Statement::group));
    assertThat(groups.get(Group.TRAIN_FACTS)).hasSize(40);
    assertThat(groups.get(Group.TEST_FACTS)).hasSize(160);
    assertThat(groups).doesNotContainKey(Group.TEST_IMPLICATIONS);
    assertThat(groups.containsKey(Group.TRAIN_IMPLICATIONS)).isEqualTo(arm != Arm.NO_IMPLICATION);
  }

  @Test
  void aStatementIsTheSubjectsOwn() {
    Design design = Design.of(SET, Arm.SHUFFLED, 2);

    for (Statement statement : design.statements()) {
      Subject subject = design.subjects().get(statement.subject());
      boolean implied = statement.group().implication();
      String value = implied ? "I" + subject.told() : "F" + subject.value();
      assertThat(List.of("has", "keeps", "wants", "seeks"))
          .anyMatch(
              verb ->
                  (statement.prompt() + statement.answer())
                      .equals(subject.name() + " " + verb + " " + value));
    }
  }

  @Test
  void everySubjectIsAskedBothInAKnownAndInAHeldOutTemplate() {
    Design design = Design.of(SET, Arm.TRUE, 0);

    assertThat(design.questions()).hasSize(400).doesNotHaveDuplicates();
    Map<Group, Long> groups =
        design.questions().stream()
            .collect(groupingBy(Question::group, java.util.stream.Collectors.counting()));
    assertThat(groups)
        .isEqualTo(
            Map.of(
                Group.TRAIN_FACTS, 40L,
                Group.TRAIN_IMPLICATIONS, 40L,
                Group.TEST_FACTS, 160L,
                Group.TEST_IMPLICATIONS, 160L));
    Set<String> prompts =
        new HashSet<>(design.statements().stream().map(Statement::prompt).toList());
    for (Question question : design.questions()) {
      boolean told = question.group() != Group.TEST_IMPLICATIONS && !question.heldOut();
      assertThat(prompts.contains(question.prompt())).isEqualTo(told);
    }
  }

  @Test
  void theAnswerToAQuestionIsWhatTrainingTellsOrTheRule() {
    for (Arm arm : HOLDS) {
      Design design = Design.of(SET, arm, 1);
      Map<String, String> told =
          design.statements().stream().collect(toMap(Statement::prompt, Statement::answer));
      for (Question question : design.questions()) {
        String answer = " " + SET.candidates().get(design.answer(question));
        Subject subject = design.subjects().get(question.subject());
        if (told.containsKey(question.prompt())) {
          assertThat(answer).isEqualTo(told.get(question.prompt()));
        } else if (question.group() == Group.TEST_IMPLICATIONS) {
          assertThat(answer).isEqualTo(" I" + design.judged().get(subject.value()));
        }
      }
    }
  }

  @Test
  void withNoTrainingSubjectsOnlyFactsAreTold() {
    for (Arm arm : HOLDS) {
      Design design = Design.of(SET, arm, 0, 0);
      assertThat(design.subjects()).noneMatch(Subject::trains);
      assertThat(design.statements()).hasSize(200).allMatch(s -> s.group() == Group.TEST_FACTS);
    }
  }

  @Test
  void whatASetDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> Design.of(SET, Arm.SPURIOUS, 0))
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            "set.yaml: no arm 'spurious'; it has [true, counterfactual, no-implication, shuffled]");
    assertThatThrownBy(() -> Design.of(SET, Arm.TRUE, -1))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("begin with 0, got -1");
    for (int training : new int[] {-1, 20}) {
      assertThatThrownBy(() -> Design.of(SET, Arm.TRUE, 0, training))
          .isInstanceOf(ProbeException.class)
          .hasMessage(
              "set.yaml: %d training subjects of each value; it must be from 0 to 19"
                  .formatted(training));
    }
  }

  @Test
  void spareNamesAreLeftOut() {
    List<String> names = new ArrayList<>(SampleSet.names(17));
    FactSet plain = SampleSet.of(3, 5, 1, HOLDS);
    FactSet set =
        new FactSet(
            plain.file(),
            "set",
            "",
            plain.fact(),
            plain.implication(),
            plain.pairing(),
            true,
            names,
            5,
            1,
            HOLDS,
            3);

    List<String> used = Design.of(set, Arm.TRUE, 0).subjects().stream().map(Subject::name).toList();
    assertThat(used).hasSize(15).doesNotHaveDuplicates();
    assertThat(Design.of(set, Arm.TRUE, 1).subjects().stream().map(Subject::name))
        .containsExactlyInAnyOrderElementsOf(used);
  }
}
