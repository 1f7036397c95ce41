package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.Question;
import probe.result.Analysis;
import probe.result.Figure;
import probe.result.Table;

/** An analysis of models that are known through and through, with all arms. */
final class OcrSample {
  private static final FactSet CITY = Trials.set("city-language", 5, 6, 2);
  static final FactSet CODE = Trials.set("country-code", 5, 6, 2);
  private static final List<Integer> SHIFTED_TWICE = List.of(2, 3, 4, 0, 1);

  /** Three seeds; transfer grows over steps 10 and 20, and with the number that is told. */
  static Experiment experiment(int... told) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      for (int k : told) {
        for (Arm arm : List.of(Arm.TRUE, Arm.COUNTERFACTUAL, Arm.NO_IMPLICATION, Arm.SHUFFLED)) {
          List<Integer> judged =
              arm == Arm.COUNTERFACTUAL
                  ? (seed == 1 ? SHIFTED_TWICE : Trials.SHIFTED)
                  : Trials.IDENTITY;
          trials.add(trial(CITY, arm, seed, k, judged));
        }
        trials.add(trial(CODE, Arm.SPURIOUS, seed, k, Trials.IDENTITY));
      }
    }
    return new Experiment(
        "ocr",
        "small",
        "full tuning",
        Map.of("learning-rate", 1e-3),
        trials,
        List.of(new Untested("sport-music", "'Jazz' and 'Jam' begin with the same token")));
  }

  private static Trial trial(FactSet set, Arm arm, int seed, int k, List<Integer> judged) {
    Design design = Trials.design(set, arm, seed, k, judged);
    Trials.Model base = Trials.prior(5);
    List<Checkpoint> course = new ArrayList<>();
    for (int step : new int[] {10, 20}) {
      List<Question> some =
          design.questions().stream().filter(q -> q.group().implication()).toList();
      AnswerScores scores =
          Trials.answers(design, some, base.plus(Trials.reasons(k == 0 ? 0 : step / 30.0)));
      course.add(new Checkpoint(step, scores));
    }
    Trials.Model after = Trials.memory().plus(base).plus(Trials.reasons(k == 0 ? 0 : 5));
    return new Trial(design, Trials.answers(design, base), Trials.answers(design, after), course);
  }

  private OcrSample() {}

  static final Analysis ANALYSIS =
      OcrAnalysis.of(experiment(0, 1, 2), new OcrSettings(true, 0.1, 0.2, 0.5, 300, 99), 1);

  static Table table(String id) {
    return ANALYSIS.tables().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
  }

  static Figure figure(String id) {
    return ANALYSIS.figures().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  static Object cell(Table table, List<?> row, String column) {
    return row.get(table.columns().indexOf(column));
  }
}
