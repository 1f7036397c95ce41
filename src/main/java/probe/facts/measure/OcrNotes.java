package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import probe.facts.Arm;

/** What a reader must know before trusting an analysis of out-of-context reasoning. */
final class OcrNotes {
  private OcrNotes() {}

  static List<String> of(Runs runs, List<Evidence> evidence, Dependence dependence) {
    List<String> notes = new ArrayList<>();
    if (evidence.isEmpty()) {
      return notes;
    }
    notes.add(
        "The unit is the value class of one seed, not the name: names of a class collapse on one"
            + " answer. Intervals resample these cells; where seeds differ as a whole, read the"
            + " interval that has whole seeds as units.");
    notes.add(
        "Chance among the answers of both relations is for a model that does not even know which of"
            + " them fit the question. One that does is at the chance of the asked relation, so"
            + " controls, transfer and tests are judged on those alone.");
    notes.add(
        "The permutation test asks whether a random pairing of classes and implications would do as"
            + " well. With one order for all seeds its p is at least 1 / n!, and it takes no seed"
            + " for a repetition of what the model knew before.");
    for (Evidence e : evidence) {
      notes.addAll(of(e));
    }
    if (evidence.stream().anyMatch(e -> e.cells().seeds() < TransferFindings.SEEDS_WANTED)) {
      notes.add(
          "Some arms have fewer than %d seeds; so few say little of other names and orders."
              .formatted(TransferFindings.SEEDS_WANTED));
    }
    String told =
        dependence.sets().stream()
            .map(set -> set + " " + runs.main(set))
            .collect(Collectors.joining(", "));
    if (!told.isEmpty()) {
      notes.add(
          "Verdicts are from these numbers of training implications of each value: " + told + ".");
      notes.add(dependence.sentence());
    }
    return notes;
  }

  private static List<String> of(Evidence e) {
    List<String> notes = new ArrayList<>();
    if (e.of().arm() == Arm.TRUE) {
      e.control(Arm.NO_IMPLICATION)
          .ifPresent(
              control ->
                  notes.add(
                      "%s: no-implication is at %s under the true pairing. That is what the model"
                              .formatted(e.of().id(), Wording.interval(control.transfer()))
                          + " knows of the world, and need not be chance."));
    }
    for (Evidence.Control control : e.controls()) {
      if (e.of().arm() != Arm.TRUE && !ControlFindings.atChance(control)) {
        notes.add(
            "%s: %s is not at chance, transfer %s; the excess over it tells more than transfer."
                .formatted(e.of().id(), control.arm(), Wording.interval(control.transfer())));
      }
    }
    if (e.transfer().defined() && e.transfer().low() == e.transfer().high()) {
      notes.add(
          "%s: all classes and seeds have the same transfer, so that its interval has no width; that"
                  .formatted(e.of().id())
              + " says nothing of how much others would differ.");
    }
    return notes;
  }
}
