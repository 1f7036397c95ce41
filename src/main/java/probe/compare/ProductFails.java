package probe.compare;

import java.util.List;
import java.util.Set;
import probe.stats.Interval;
import probe.stats.Mover;

/** (B5) Training the product of values and outputs memorises and does not transfer. */
final class ProductFails implements Prediction {
  @Override
  public Claim claim() {
    return Claim.direction(
        "B5",
        "Values and outputs trained as factors transfer; their product, trained as one matrix, does"
            + " not.",
        "transfer of made-up pairings with W_V and W_O trained, less that with their product"
            + " trained",
        0,
        Claim.Side.ABOVE,
        0.2);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.factorsLessProduct();
  }

  @Override
  public Measured measure(Subject subject) {
    String unlearnt = "";
    for (Subject.Part factors : Taught.by(subject, "only:factors")) {
      for (Subject.Part product : Taught.by(subject, "product")) {
        String missing = Taught.unlearnt(factors);
        unlearnt = missing.isEmpty() ? Taught.unlearnt(product) : missing;
        if (!unlearnt.isEmpty()) {
          continue;
        }
        List<Interval> first = Taught.transfers(factors, Taught::madeUp);
        List<Interval> second = Taught.transfers(product, Taught::madeUp);
        if (!first.isEmpty() && !second.isEmpty()) {
          Interval both = Mover.mean(first);
          Interval one = Mover.mean(second);
          return new Measured.Value(
              Mover.difference(both, one),
              Taught.UNIT,
              factors.where() + " and " + product.where() + ", scores",
              List.of(
                  "factors %.2f, product %.2f".formatted(both.estimate(), one.estimate()),
                  "a model of many layers can factorise through its other weights, which stay"
                      + " frozen here"));
        }
      }
    }
    if (!unlearnt.isEmpty()) {
      return Measured.untested(unlearnt);
    }
    return Measured.untested(
        "no results with values and outputs trained, and with their product;"
            + " `probe ocr --method only:factors` and `--method product` give them");
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PARTS);
  }
}
