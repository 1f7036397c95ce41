package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import probe.facts.Arm;
import probe.stats.Interval;
import probe.stats.Seeds;

/**
 * How often states tell the right thing of test names, layer by layer.
 *
 * @param arms the case's own, then its controls, read under its pairing
 */
record Reading(Case of, How how, Prompt prompt, List<OfArm> arms) {
  /** What reads the states. */
  enum How {
    READOUT("linear readout of the class", "readout"),
    LENS("logit lens", "lens");

    private final String words;
    private final String id;

    How(String words, String id) {
      this.words = words;
      this.id = id;
    }

    String words() {
      return words;
    }

    String id() {
      return id;
    }
  }

  /** Whose last position the states are of. */
  enum Prompt {
    IMPLICATION,
    FACT;

    String word() {
      return this == IMPLICATION ? "implication" : "fact";
    }

    Inside.Prompted of(Inside inside) {
      return this == IMPLICATION ? inside.implication() : inside.fact();
    }
  }

  /**
   * One arm.
   *
   * @param excess at the last layer, the case's own less this arm's; undefined for itself
   */
  record OfArm(Arm arm, List<Layer> layers, Interval excess) {
    Interval last() {
      return layers.getLast().after;
    }
  }

  /**
   * One layer. Units are value classes of one seed, or names where that is said.
   *
   * @param shuffled what the readout makes of shuffled labels after training; undefined for a lens
   */
  record Layer(
      Interval before,
      Interval beforeByName,
      Interval after,
      Interval afterByName,
      Interval change,
      Interval shuffled,
      int names) {}

  /** Nothing where it was not measured. */
  static Optional<Reading> of(Case of, How how, Prompt prompt, long runSeed) {
    boolean measured =
        of.arms()
            .flatMap(arm -> arm.trials().stream())
            .allMatch(
                t -> {
                  Inside.States after = prompt.of(t.inside()).after();
                  return (how == How.LENS ? after.lens() : after.told()).length == of.layers();
                });
    if (!measured || of.layers() == 0) {
      return Optional.empty();
    }
    long seed = Seeds.of(runSeed, of.id() + "/" + how + "/" + prompt);
    int last = of.layers() - 1;
    Sample own = sample(of, of.trials(), how, prompt, last, true);
    List<OfArm> arms = new ArrayList<>();
    of.arms()
        .forEach(
            arm -> {
              List<Layer> layers = new ArrayList<>();
              for (int layer = 0; layer <= last; layer++) {
                layers.add(layer(of, arm.trials(), how, prompt, layer, seed));
              }
              Sample control = sample(of, arm.trials(), how, prompt, last, true);
              arms.add(
                  new OfArm(
                      arm.arm(),
                      layers,
                      arm.arm() == of.arm()
                          ? OverSeeds.interval(new double[0])
                          : own.less(control, seed)));
            });
    return Optional.of(new Reading(of, how, prompt, List.copyOf(arms)));
  }

  private static Layer layer(
      Case of, List<InsideTrial> trials, How how, Prompt prompt, int layer, long seed) {
    Sample before = sample(of, trials, how, prompt, layer, false);
    Sample after = sample(of, trials, how, prompt, layer, true);
    Interval shuffled =
        how == How.LENS
            ? OverSeeds.interval(new double[0])
            : Sample.of(trials, (t, i) -> prompt.of(t.inside()).after().control()[layer][i])
                .byCell(seed);
    return new Layer(
        before.byCell(seed),
        before.byName(seed),
        after.byCell(seed),
        after.byName(seed),
        after.less(before, seed),
        shuffled,
        after.items().size());
  }

  private static Sample sample(
      Case of, List<InsideTrial> trials, How how, Prompt prompt, int layer, boolean trained) {
    return Sample.of(
        trials,
        (t, i) -> {
          Inside.Prompted prompted = prompt.of(t.inside());
          Inside.States states = trained ? prompted.after() : prompted.before();
          int value = t.inside().values().get(i);
          boolean implied = how == How.LENS && prompt == Prompt.IMPLICATION;
          int right = implied ? of.judged(t.seed()).get(value) : value;
          int answer = (how == How.LENS ? states.lens() : states.told())[layer][i];
          return Credit.of(answer, right, of.classes());
        });
  }

  double chance() {
    return 1.0 / of.classes();
  }

  OfArm own() {
    return arms.getFirst();
  }

  /**
   * The first layer from which on, it and all later ones, the interval lies above chance; -1 where
   * there is none.
   */
  int from(OfArm arm, boolean trained) {
    int from = -1;
    for (int layer = arm.layers.size() - 1; layer >= 0; layer--) {
      Layer at = arm.layers.get(layer);
      Interval interval = trained ? at.after : at.before;
      if (!(interval.low() > chance() + ROUNDING)) {
        break;
      }
      from = layer;
    }
    return from;
  }

  /** Intervals that touch chance but for rounding do not exclude it. */
  static final double ROUNDING = 1e-9;
}
