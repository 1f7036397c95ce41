package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import probe.stats.Interval;
import probe.stats.Mover;

/** (B4) A rule changes the values and outputs of attention in few directions. */
final class FewDirections implements Prediction {
  private static final String LESS_SHUFFLED = "less shuffled";
  private static final String LESS_NONE = "less no-implication";

  @Override
  public Claim claim() {
    return Claim.direction(
        "B4",
        "Where a rule is learnt, the change of W_V W_O has fewer large singular values than where"
            + " as much was told without a rule.",
        "effective rank of the change, less that with training implications shuffled",
        0,
        Claim.Side.BELOW,
        0.5);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.fewDirections();
  }

  @Override
  public Measured measure(Subject subject) {
    List<Subject.Part> parts = Taught.fullFirst(subject.parts("ocr-inside"));
    if (parts.isEmpty()) {
      return Measured.untested(
          "nothing of what training changes inside is in its results;"
              + " `probe ocr --method full` gives it");
    }
    for (Subject.Part part : parts) {
      List<Interval> differences = differences(part, LESS_SHUFFLED);
      if (!differences.isEmpty()) {
        return value(part, differences);
      }
    }
    return Measured.untested(
        "%s has no change of W_V W_O with a rule and with implications shuffled; teach both arms"
            .formatted(parts.getFirst().where()));
  }

  private static Measured value(Subject.Part part, List<Interval> differences) {
    List<String> notes = new ArrayList<>(Taught.notes(part, differences.size() + " associations"));
    List<Interval> none = differences(part, LESS_NONE);
    if (!none.isEmpty()) {
      // fewer things were told there, so that fewer directions are no sign of a rule
      Interval mean = Mover.mean(none);
      notes.add(
          "less no-implication, where less was told: %.2f [%.2f, %.2f]"
              .formatted(mean.estimate(), mean.low(), mean.high()));
    }
    return new Measured.Value(
        Mover.mean(differences),
        "seeds, and associations",
        part.where() + ", rank-tells-rule",
        notes);
  }

  private static List<Interval> differences(Subject.Part part, String control) {
    return part.findings(f -> f.id().endsWith("/rank-tells-rule"))
        .flatMap(finding -> Concepts.interval(finding, control).stream())
        .toList();
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.TAUGHT);
  }
}
