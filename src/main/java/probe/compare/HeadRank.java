package probe.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import probe.stats.Interval;
import probe.stats.Mover;

/** (B6) Transfer needs a head of some rank. */
final class HeadRank implements Prediction {
  @Override
  public Claim claim() {
    return Claim.direction(
        "B6",
        "Below some rank of what is trained, a rule is memorised and not inferred.",
        "transfer of made-up pairings at the largest rank, less that at rank 1",
        0,
        Claim.Side.ABOVE,
        0.2);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.headRank();
  }

  /** One run with adapters. */
  private record Ranked(int rank, Subject.Part part, Interval transfer) {}

  @Override
  public Measured measure(Subject subject) {
    List<Ranked> runs =
        Taught.by(subject, "lora").stream()
            .filter(part -> !Taught.transfers(part, Taught::madeUp).isEmpty())
            .filter(part -> Taught.unlearnt(part).isEmpty())
            .map(
                part ->
                    new Ranked(
                        rank(part), part, Mover.mean(Taught.transfers(part, Taught::madeUp))))
            .sorted(Comparator.comparingInt(Ranked::rank))
            .toList();
    if (runs.isEmpty() || runs.getFirst().rank() != 1 || runs.getLast().rank() == 1) {
      return Measured.untested(
          "no results with adapters of rank 1 and of a larger one; `probe ocr --method lora --rows"
              + " --rank N` gives them, where all that is told is learnt");
    }
    return new Measured.Value(
        Mover.difference(runs.getLast().transfer(), runs.getFirst().transfer()),
        Taught.UNIT,
        runs.getLast().part().where() + " and " + runs.getFirst().part().where() + ", scores",
        List.of(
            String.join(
                ", ",
                runs.stream()
                    .map(run -> "rank %d: %.2f".formatted(run.rank(), run.transfer().estimate()))
                    .toList()),
            "adapters in every block stand in for the one head of the theory"));
  }

  private static int rank(Subject.Part part) {
    String text = part.setting("--rank");
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.RANKS);
  }
}
