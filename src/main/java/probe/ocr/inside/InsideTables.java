package probe.ocr.inside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.facts.measure.Wording;
import probe.result.Table;
import probe.stats.Interval;

/** Tables of what changed inside. */
final class InsideTables {
  private static final List<String> READINGS =
      List.of(
          "fact set",
          "arm",
          "pairing of",
          "prompt",
          "layer",
          "before",
          "before low",
          "before high",
          "after",
          "low",
          "high",
          "low by name",
          "high by name",
          "change",
          "change low",
          "change high",
          "shuffled labels",
          "chance",
          "units",
          "names");

  private InsideTables() {}

  static List<Table> of(List<Evidence> evidence) {
    List<Table> out = new ArrayList<>();
    out.add(layers(evidence));
    for (Reading.How how : Reading.How.values()) {
      out.add(readings(evidence, how));
    }
    out.add(shifts(evidence));
    out.add(spectra(evidence));
    out.add(differences(evidence));
    return out.stream().filter(table -> !table.rows().isEmpty()).toList();
  }

  private static Table layers(List<Evidence> evidence) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Evidence e : evidence) {
      for (Reading reading : e.readings()) {
        for (Reading.OfArm arm : reading.arms()) {
          rows.add(
              row(
                  e.of().set(),
                  arm.arm().toString(),
                  e.of().arm().toString(),
                  reading.how().words(),
                  reading.prompt().word(),
                  layer(reading.from(arm, false)),
                  layer(reading.from(arm, true))));
        }
      }
    }
    return new Table(
        "from-layer",
        "From which layer on",
        "The first layer from which on, up to the last, the interval (units classes x seeds) lies"
            + " above chance; none where the last layer's does not.",
        List.of("fact set", "arm", "pairing of", "what", "prompt", "before", "after"),
        rows);
  }

  private static @Nullable Object layer(int layer) {
    return layer < 0 ? null : layer;
  }

  private static Table readings(List<Evidence> evidence, Reading.How how) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Evidence e : evidence) {
      for (Reading reading : e.readings()) {
        if (reading.how() == how) {
          reading.arms().forEach(arm -> rows(rows, reading, arm));
        }
      }
    }
    return new Table(
        how.id(),
        how == Reading.How.READOUT
            ? "Accuracy of a linear readout of the class of test names"
            : "Share of test names for which the unembedding puts the right answer first",
        how == Reading.How.READOUT
            ? "Ridge regression on the states of the other names, at the last position of each"
                + " prompt; the class is the fact's value. 95 % intervals, units classes x seeds or"
                + " names. In the last column but three, labels that were shuffled among names."
            : "States through the final norm, where the graph gives it, times the unembedding of"
                + " the moment, among the answers that fit the prompt. 95 % intervals, units"
                + " classes x seeds or names. Controls are read under the pairing of the arm that"
                + " is named.",
        READINGS,
        rows);
  }

  private static void rows(List<List<@Nullable Object>> rows, Reading reading, Reading.OfArm arm) {
    for (int layer = 0; layer < arm.layers().size(); layer++) {
      Reading.Layer at = arm.layers().get(layer);
      rows.add(
          row(
              reading.of().set(),
              arm.arm().toString(),
              reading.of().arm().toString(),
              reading.prompt().word(),
              layer,
              number(at.before().estimate()),
              number(at.before().low()),
              number(at.before().high()),
              number(at.after().estimate()),
              number(at.after().low()),
              number(at.after().high()),
              number(at.afterByName().low()),
              number(at.afterByName().high()),
              number(at.change().estimate()),
              number(at.change().low()),
              number(at.change().high()),
              number(at.shuffled().estimate()),
              number(reading.chance()),
              at.after().clusters(),
              at.names()));
    }
  }

  private static Table shifts(List<Evidence> evidence) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Evidence e : evidence) {
      for (Pointing pointing : pointings(e)) {
        for (Pointing.OfArm arm : pointing.arms()) {
          boolean own = arm.arm() == e.of().arm();
          rows.add(
              row(
                  e.of().set(),
                  arm.arm().toString(),
                  e.of().arm().toString(),
                  pointing.tuned() ? "tuned" : "base",
                  number(arm.implied().estimate()),
                  number(arm.others().estimate()),
                  number(arm.difference().estimate()),
                  number(arm.difference().low()),
                  number(arm.difference().high()),
                  number(arm.excess().estimate()),
                  number(arm.excess().low()),
                  number(arm.excess().high()),
                  own ? number(Wording.corrected(pointing.test())) : null,
                  arm.difference().clusters(),
                  arm.names()));
        }
      }
    }
    return new Table(
        "shift",
        "Where the last states of test names moved",
        "Cosine of the last state at the implication's prompt, after less before training, with the"
            + " unembedding of the implied answer's first token less the mean of the implications',"
            + " and the mean cosine with the other implications'. 95 % intervals, units classes x"
            + " seeds. Excess is of the named arm over the control; p is of random pairings, after"
            + " Benjamini and Hochberg.",
        List.of(
            "fact set",
            "arm",
            "pairing of",
            "unembedding",
            "implied",
            "others",
            "difference",
            "low",
            "high",
            "excess",
            "excess low",
            "excess high",
            "p",
            "units",
            "names"),
        rows);
  }

  private static List<Pointing> pointings(Evidence e) {
    List<Pointing> out = new ArrayList<>();
    Pointing base = e.base();
    Pointing tuned = e.tuned();
    if (base != null) {
      out.add(base);
    }
    if (tuned != null) {
      out.add(tuned);
    }
    return out;
  }

  private static Table spectra(List<Evidence> evidence) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Evidence e : evidence) {
      Spectra spectra = e.spectra();
      if (spectra == null) {
        continue;
      }
      for (Spectra.OfArm arm : spectra.arms()) {
        for (int layer = 0; layer < arm.layers().size(); layer++) {
          spectrum(rows, e, arm, layer, arm.layers().get(layer));
        }
        spectrum(rows, e, arm, "mean", arm.mean());
      }
    }
    return new Table(
        "spectra",
        "Directions in the change of W_V W_O, by block",
        "After less before training, summed over the heads of a block. The effective rank is"
            + " exp(entropy) of the shares of the sum of squares; directions is how many make up"
            + " 90 % of it. Means over seeds, with Student's 95 % intervals of the effective rank.",
        List.of(
            "fact set",
            "arm",
            "block",
            "effective rank",
            "low",
            "high",
            "directions",
            "largest's share",
            "Frobenius norm",
            "nuclear norm",
            "seeds"),
        rows);
  }

  private static void spectrum(
      List<List<@Nullable Object>> rows,
      Evidence e,
      Spectra.OfArm arm,
      Object block,
      Spectra.Layer layer) {
    rows.add(
        row(
            e.of().set(),
            arm.arm().toString(),
            block,
            number(layer.rank().estimate()),
            number(layer.rank().low()),
            number(layer.rank().high()),
            number(layer.directions().estimate()),
            number(layer.topShare().estimate()),
            number(layer.frobenius().estimate()),
            number(layer.nuclear().estimate()),
            layer.rank().clusters()));
  }

  private static Table differences(List<Evidence> evidence) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Evidence e : evidence) {
      Spectra spectra = e.spectra();
      if (spectra == null) {
        continue;
      }
      for (Spectra.OfArm arm : spectra.arms().subList(1, spectra.arms().size())) {
        for (int layer = 0; layer < arm.layers().size(); layer++) {
          difference(rows, e, arm, layer, arm.layers().get(layer).less());
        }
        difference(rows, e, arm, "mean", arm.mean().less());
      }
    }
    return new Table(
        "spectra-differences",
        "Effective rank of the change of W_V W_O, less a control's",
        "Of the same seeds, with Student's 95 % intervals. A low effective rank by itself is no"
            + " evidence of a rule: controls have one too.",
        List.of("fact set", "arm", "less", "block", "difference", "low", "high", "seeds"),
        rows);
  }

  private static void difference(
      List<List<@Nullable Object>> rows,
      Evidence e,
      Spectra.OfArm arm,
      Object block,
      Interval less) {
    rows.add(
        row(
            e.of().set(),
            e.of().arm().toString(),
            arm.arm().toString(),
            block,
            number(less.estimate()),
            number(less.low()),
            number(less.high()),
            less.clusters()));
  }

  private static List<@Nullable Object> row(@Nullable Object... cells) {
    return Arrays.asList(cells);
  }

  /** Null for what is no number. */
  static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
