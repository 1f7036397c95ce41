package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import probe.facts.measure.Experiment;

/** What a reader must know before trusting what changed inside. */
final class InsideNotes {
  private static final int SEEDS_WANTED = 5;

  private InsideNotes() {}

  static List<String> of(Experiment experiment, List<InsideTrial> trials, List<Evidence> evidence) {
    List<String> notes = new ArrayList<>();
    if (evidence.isEmpty()) {
      return notes;
    }
    notes.add(
        "A low effective rank of the change of W_V W_O is there in the controls too, so by itself"
            + " it is no evidence of a rule. Only differences between arms of the same seeds are;"
            + " and no-implication tells fewer sentences, so that shuffled is the closer control.");
    notes.add(
        "The class of a name is its fact's value, and the implied answer a relabelling of it: a"
            + " readout at the implication's prompt shows that the fact is there, not that it is"
            + " used. Facts alone put it into the states of a name, and no-implication shows how"
            + " far. The logit lens and the shift tell implied answers from others.");
    notes.add(
        "The last layer's lens is what the model answers; earlier ones are read by an unembedding"
            + " that was not made for them, and may miss what a readout finds.");
    notes.add(
        "By the tuned unembedding, states that answer rightly must point to the answer. By the"
            + " base's they need not, which is why that one is judged.");
    notes.add(
        "Names of a class collapse on one answer: intervals whose units are names are too narrow"
            + " where they do, and verdicts rest on classes x seeds. Of readouts all names share"
            + " their fits, which makes even these somewhat narrow.");
    notes.add(
        "Layer 0 is the embedding of the prompt's last token, which all names share: there nothing"
            + " can be read, but for the place of the token where names differ in length.");
    if (trials.stream().anyMatch(t -> !t.inside().normed())) {
      notes.add(
          "The graph has no final norm of its own, so states before the last went to the lens as"
              + " they are.");
    }
    trials.stream().flatMap(t -> t.inside().problems().stream()).distinct().forEach(notes::add);
    if (trials.size() < experiment.trials().size()) {
      notes.add(
          "%d of %d trials were looked into: of a model of this size, those of the first seed."
              .formatted(trials.size(), experiment.trials().size()));
    }
    if (evidence.stream().anyMatch(e -> e.of().trials().size() < SEEDS_WANTED)) {
      notes.add(
          "Some arms have fewer than %d seeds; intervals over so few seeds are wide, and a single"
                  .formatted(SEEDS_WANTED)
              + " one gives none.");
    }
    return notes;
  }
}
