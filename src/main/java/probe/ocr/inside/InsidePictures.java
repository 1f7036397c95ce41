package probe.ocr.inside;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.facts.measure.Pictures;
import probe.result.Figure;
import probe.stats.Interval;

/** Figures of what changed inside. */
final class InsidePictures {
  private InsidePictures() {}

  static List<Figure> of(List<Evidence> evidence) {
    List<Figure> out = new ArrayList<>();
    for (Evidence e : evidence) {
      e.readings().forEach(reading -> out.add(layers(reading)));
      Spectra spectra = e.spectra();
      if (spectra != null) {
        out.add(singularValues(spectra));
        out.add(
            heads(
                spectra,
                "effective-rank",
                "effective rank of the change of W_V W_O, by head",
                ChangeSpectrum::effectiveRank));
        out.add(
            heads(
                spectra,
                "norm",
                "Frobenius norm of the change of W_V W_O, by head",
                ChangeSpectrum::frobenius));
      }
    }
    return out;
  }

  private static String id(String what, Case of) {
    return what + "-" + Pictures.id(of.set()) + "-" + of.arm();
  }

  private static Figure layers(Reading reading) {
    int layers = reading.own().layers().size();
    List<Figure.Line> lines = new ArrayList<>();
    for (Reading.OfArm arm : reading.arms()) {
      lines.add(line(arm.arm().toString(), arm.layers(), Reading.Layer::after));
    }
    lines.add(line("before training", reading.own().layers(), Reading.Layer::before));
    if (reading.how() == Reading.How.READOUT) {
      lines.add(line("shuffled labels", reading.own().layers(), Reading.Layer::shuffled));
    }
    lines.add(
        new Figure.Line(
            "chance",
            Collections.nCopies(layers, InsideTables.number(reading.chance())),
            List.of(),
            List.of()));
    return new Figure.Curves(
        id(reading.how().id() + "-" + reading.prompt().word(), reading.of()),
        "%s: %s at the %s's prompt"
            .formatted(reading.of().id(), reading.how().words(), reading.prompt().word()),
        "Test names after training, by arm; controls are read under the arm's pairing. Bands are"
            + " 95 % intervals, units classes x seeds.",
        "layer",
        reading.how() == Reading.How.READOUT ? "accuracy" : "share with the right answer first",
        IntStream.range(0, layers).mapToObj(l -> (double) l).toList(),
        lines);
  }

  private static Figure.Line line(
      String name, List<Reading.Layer> layers, Function<Reading.Layer, Interval> which) {
    return line(name, layers.stream().map(which).toList());
  }

  private static Figure.Line line(String name, List<Interval> points) {
    List<@Nullable Double> y = new ArrayList<>();
    List<@Nullable Double> low = new ArrayList<>();
    List<@Nullable Double> high = new ArrayList<>();
    for (Interval interval : points) {
      y.add(InsideTables.number(interval.estimate()));
      low.add(InsideTables.number(interval.low()));
      high.add(InsideTables.number(interval.high()));
    }
    return new Figure.Line(name, y, low, high);
  }

  private static Figure singularValues(Spectra spectra) {
    int layer = spectra.largest();
    int kept =
        spectra.own().trials().getFirst().inside().layers().get(layer).spectrum().values().length;
    List<Figure.Line> lines = new ArrayList<>();
    for (Spectra.OfArm arm : spectra.arms()) {
      List<Interval> points = new ArrayList<>();
      for (int k = 0; k < kept; k++) {
        int at = k;
        points.add(
            OverSeeds.of(arm.trials(), i -> i.layers().get(layer).spectrum().values()[at])
                .interval());
      }
      lines.add(line(arm.arm().toString(), points));
    }
    return new Figure.Curves(
        id("singular-values", spectra.of()),
        "%s: singular values of the change of W_V W_O, block %d"
            .formatted(spectra.of().id(), layer),
        "The block that changed most, summed over its heads; means over seeds with Student's 95 %"
            + " bands. Compare arms: a few large values are there without a rule, too.",
        "place",
        "singular value",
        IntStream.rangeClosed(1, kept).mapToObj(k -> (double) k).toList(),
        lines);
  }

  private static Figure heads(
      Spectra spectra, String what, String title, ToDoubleFunction<ChangeSpectrum> number) {
    List<String> rows = new ArrayList<>();
    List<List<@Nullable Double>> values = new ArrayList<>();
    int blocks = spectra.own().layers().size();
    int heads = 0;
    double most = 0;
    for (Spectra.OfArm arm : spectra.arms()) {
      for (int block = 0; block < blocks; block++) {
        int layer = arm.trials().getFirst().inside().layers().get(block).layer();
        List<Integer> own =
            arm.trials().getFirst().inside().heads().stream()
                .filter(h -> h.layer() == layer)
                .map(HeadChange::head)
                .toList();
        List<@Nullable Double> row = new ArrayList<>();
        for (int head : own) {
          double mean =
              OverSeeds.of(arm.trials(), i -> number.applyAsDouble(head(i, layer, head)))
                  .interval()
                  .estimate();
          most = Math.max(most, mean);
          row.add(InsideTables.number(mean));
        }
        heads = Math.max(heads, own.size());
        rows.add("%s, block %d".formatted(arm.arm(), layer));
        values.add(row);
      }
    }
    int columns = heads;
    values.forEach(
        row -> {
          while (row.size() < columns) {
            row.add(null);
          }
        });
    return new Figure.HeatMap(
        id(what, spectra.of()),
        spectra.of().id() + ": " + title,
        "Means over seeds, for each arm and block (row) and head (column).",
        rows,
        IntStream.range(0, columns).mapToObj(h -> "head " + h).toList(),
        values,
        0,
        most);
  }

  private static ChangeSpectrum head(Inside inside, int layer, int head) {
    return inside.heads().stream()
        .filter(h -> h.layer() == layer && h.head() == head)
        .findFirst()
        .orElseThrow()
        .spectrum();
  }
}
