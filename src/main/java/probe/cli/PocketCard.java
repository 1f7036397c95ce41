package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import probe.Provenance;
import probe.pocket.FloorLine;
import probe.pocket.FloorReport;
import probe.tune.Pretraining;

/** The card of a pocket model: what it was trained on and how, and how well it knows that. */
record PocketCard(
    PocketArchitecture architecture,
    PocketWorld world,
    FloorReport report,
    Curve curve,
    String command,
    long seed) {

  /**
   * The loss over the training.
   *
   * @param steps numbers of steps
   * @param losses mean loss up to each, since the one before, in nats
   */
  record Curve(List<Integer> steps, List<Double> losses, Pretraining.Options options) {
    void add(int step, double loss) {
      steps.add(step);
      losses.add(loss);
    }
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# " + architecture.folder());
    lines.add("");
    lines.add(
        "A decoder with the graph of %s (4 blocks, width 128, 4 heads, context %d, %,d words) that was trained from random weights on the pocket world, whose every probability is known: see docs/pocket.md."
            .formatted(
                architecture == PocketArchitecture.GPT2 ? "GPT-2" : "LLaMA",
                PocketWorld.LENGTH,
                world.vocabulary()));
    lines.add("");
    lines.add("| | |");
    lines.add("|---|---|");
    row(lines, "made by", "`" + command + "`");
    row(lines, "probe", Provenance.version());
    row(lines, "date", LocalDate.now(ZoneOffset.UTC).toString());
    row(lines, "seed", Long.toString(seed));
    Pretraining.Options how = curve.options();
    row(
        lines,
        "training",
        "%,d steps of %d rows of %d tokens, fresh in each step; AdamW (0.9, %s), learning rate %s after %d steps, falling to %s of it; weight decay %s on matrices, clip %s"
            .formatted(
                how.steps(),
                PocketWorld.ROWS,
                PocketWorld.LENGTH,
                how.beta2(),
                how.learningRate(),
                how.warmup(),
                how.finalShare(),
                how.weightDecay(),
                how.clip()));
    row(lines, "loss", number(report.all().loss()) + " nats a token on rows held back");
    row(
        lines,
        "floor",
        "%s nats a token, exact; the loss is %.2f %% above it"
            .formatted(number(report.all().floor()), 100 * report.all().share()));
    row(lines, "licence", "GPL-3.0-or-later, as probe itself");
    lines.add("");
    lines.add("## By type of sentence");
    lines.add("");
    lines.add(
        "Excess is the loss minus what the exact probabilities give on the same tokens, with its"
            + " standard error over documents; no model can be below 0 by more than chance.");
    lines.add("");
    lines.add("| type | tokens | floor | loss | excess | standard error |");
    lines.add("|---|---|---|---|---|---|");
    line(lines, report.all());
    report.types().forEach(type -> line(lines, type));
    lines.add("");
    lines.add("## Loss over the training");
    lines.add("");
    lines.add("| step | mean loss since the row above |");
    lines.add("|---|---|");
    for (int i = 0; i < curve.steps().size(); i++) {
      lines.add("| %,d | %s |".formatted(curve.steps().get(i), number(curve.losses().get(i))));
    }
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static void row(List<String> lines, String name, String value) {
    lines.add("| " + name + " | " + value + " |");
  }

  private static void line(List<String> lines, FloorLine line) {
    lines.add(
        "| %s | %,d | %s | %s | %s | %s |"
            .formatted(
                line.name(),
                line.targets(),
                number(line.floor()),
                number(line.loss()),
                number(line.excess()),
                number(line.standardError())));
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.4f", x);
  }
}
