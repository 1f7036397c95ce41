package probe.compare;

import java.util.List;
import java.util.Set;
import probe.stats.Interval;
import probe.stats.Mover;

/** (B3) Made-up pairings transfer like true ones. */
final class SpuriousTransfer implements Prediction {
  @Override
  public Claim claim() {
    return new Claim(
        "B3",
        "Rules that no world has are inferred as rules that hold are.",
        "transfer of made-up pairings (spurious and counterfactual) as a share of that of true"
            + " ones",
        0,
        Claim.Side.ABOVE,
        0.2,
        0.25);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.relabelled();
  }

  @Override
  public Measured measure(Subject subject) {
    for (Subject.Part part : Taught.trained(subject)) {
      List<Interval> madeUp = Taught.transfers(part, Taught::madeUp);
      List<Interval> truth = Taught.transfers(part, row -> row.text("arm").equals("true"));
      if (!madeUp.isEmpty() && !truth.isEmpty()) {
        return new Measured.Value(
            Mover.ratio(Mover.mean(madeUp), Mover.mean(truth)),
            Taught.UNIT,
            part.where() + ", scores",
            Taught.notes(
                part,
                "%d made-up associations, %d true; answers are balanced over names, so that the"
                        .formatted(madeUp.size(), truth.size())
                    + " base model's preferences cancel"));
      }
    }
    return Measured.untested(
        "no run taught a true and a made-up pairing; `probe ocr --method full` gives that");
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.TAUGHT);
  }
}
