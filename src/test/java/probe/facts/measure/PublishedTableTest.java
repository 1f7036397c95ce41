package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.facts.Design;
import probe.result.Analysis;
import probe.result.Table;

class PublishedTableTest {
  private static final String SOURCE = "arXiv 2506.10887; other models, names and sentences";

  /** A set of five, told two implications a value, in two seeds. */
  private static List<Trial> trials(String set, Arm arm) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      Design design = Trials.design(Trials.set(set, 5, 6, 2), arm, seed, 2, Trials.SHIFTED);
      trials.add(Trials.trial(design, Trials.prior(1), Trials.reasons(5)));
    }
    return trials;
  }

  private static Table published(List<Trial> trials) {
    OcrSettings settings = Trials.FEW.withHuang2025();
    return OcrAnalysis.of(Trials.experiment(trials), settings, 1).tables().get(1);
  }

  @Test
  void thePublishedTableIsMarkedAsSuch() {
    Table ranks = OcrSample.table("mean-ranks");
    assertThat(ranks.columns())
        .containsExactly(
            "model",
            "source",
            "city-language/true",
            "city-language/counterfactual",
            "country-code/spurious",
            "profession-color/spurious",
            "sport-music/spurious");
    assertThat(ranks.rows()).hasSize(6);
    assertThat(ranks.rows().getFirst())
        .containsExactly(
            "small",
            "measured here",
            "0.00 [0.00, 0.00]",
            "0.00 [0.00, 0.00]",
            "0.00 [0.00, 0.00]",
            null,
            null);
    assertThat(ranks.rows().get(3))
        .containsExactly("Qwen-2-7B", SOURCE, "0.13", "4.55", "3.63", "0.82", "0.40");
    assertThat(ranks.about())
        .contains("Chance is 4.5 of ten, and 2.0 for a model that knows which five fit")
        .contains("their errors are not known");
    Analysis without = OcrAnalysis.of(OcrSample.experiment(2), Trials.FEW, 1);
    assertThat(without.tables().get(1).rows()).hasSize(1);
    assertThat(without.tables().get(1).columns()).hasSize(5);
    assertThat(without.tables().get(1).about()).doesNotContain("2506");
  }

  /** Sets in the words of the pocket models stand in the paper's place, under their own names. */
  @Test
  void setsOfThePocketModelsAreThePapersAssociations() {
    List<Trial> trials = new ArrayList<>(trials("sport-music-pocket", Arm.SPURIOUS));
    trials.addAll(trials("city-language-counterfactual-pocket", Arm.COUNTERFACTUAL));
    Table table = published(trials);
    assertThat(table.columns())
        .containsExactly(
            "model",
            "source",
            "city-language/true",
            "city-language-counterfactual-pocket/counterfactual",
            "country-code/spurious",
            "profession-color/spurious",
            "sport-music-pocket/spurious");
    assertThat(table.rows().get(0))
        .containsExactly(
            "small", "measured here", null, "0.00 [0.00, 0.00]", null, null, "0.00 [0.00, 0.00]");
    assertThat(table.rows().get(3))
        .containsExactly("Qwen-2-7B", SOURCE, "0.13", "4.55", "3.63", "0.82", "0.40");
  }

  @Test
  void setsOfOneAssociationHaveAColumnEach() {
    List<Trial> trials = new ArrayList<>(trials("sport-music", Arm.SPURIOUS));
    trials.addAll(trials("sport-music-pocket", Arm.SPURIOUS));
    Table table = published(trials);
    assertThat(table.columns())
        .endsWith("sport-music/spurious", "sport-music-pocket/spurious")
        .hasSize(8);
    assertThat(table.rows().get(3).subList(6, 8)).isEqualTo(List.of("0.40", "0.40"));
  }

  /** A paper's figure beside another association, or another arm, would be no comparison. */
  @Test
  void otherSetsAndArmsHaveNoPublishedFigure() {
    List<Trial> trials = new ArrayList<>(trials("animal-food-pocket", Arm.SPURIOUS));
    trials.addAll(trials("country-code", Arm.TRUE));
    Table table = published(trials);
    assertThat(table.columns()).endsWith("animal-food-pocket/spurious", "country-code/true");
    assertThat(table.rows().get(3)).hasSize(9).endsWith("0.40", null, null);
  }
}
