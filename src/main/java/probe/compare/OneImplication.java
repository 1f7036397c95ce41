package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import probe.stats.Interval;
import probe.stats.Mover;

/** (B1) One training implication a class is enough, none gives nothing. */
final class OneImplication implements Prediction {
  static final String TABLE = "training-implications";

  @Override
  public Claim claim() {
    return Claim.direction(
        "B1",
        "One training implication a value is enough for a made-up rule to be inferred; without any,"
            + " nothing is.",
        "transfer with one training implication a value, less that with none (1 is the implied"
            + " answer always, 0 chance)",
        0,
        Claim.Side.ABOVE,
        0.2);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.oneImplication();
  }

  @Override
  public Measured measure(Subject subject) {
    for (Subject.Part part : Taught.trained(subject)) {
      List<Cells> rows = Taught.rule(part, TABLE);
      List<Interval> differences = new ArrayList<>();
      List<Cells> used = new ArrayList<>();
      for (Cells one : rows) {
        for (Cells none : rows) {
          if (one.count("told") == 1
              && none.count("told") == 0
              && Taught.transfer(one).defined()
              && Taught.transfer(none).defined()
              && one.text("fact set").equals(none.text("fact set"))
              && one.text("arm").equals(none.text("arm"))) {
            differences.add(Mover.difference(Taught.transfer(one), Taught.transfer(none)));
            used.add(one);
          }
        }
      }
      if (!differences.isEmpty()) {
        return new Measured.Value(
            Mover.mean(differences),
            Taught.UNIT,
            part.where() + ", " + TABLE,
            Taught.notes(part, Taught.associations(used)));
      }
    }
    return Measured.untested(
        "no fact set was taught with none and with one training implication;"
            + " `probe ocr --method full --implications 0,1` gives that");
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.SEVERAL_TOLD);
  }
}
