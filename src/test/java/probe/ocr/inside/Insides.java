package probe.ocr.inside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.Subject;
import probe.facts.measure.Experiment;

/** What trials of a known model change inside. */
final class Insides {
  static final int LAYERS = 5;

  private Insides() {}

  /** What one model would show, name by name. */
  interface Model {
    /** The class that a readout tells, before or after, at the implication's prompt. */
    int told(Design design, Subject subject, int layer, boolean after);

    /** The implication that the lens puts first. */
    int implied(Design design, Subject subject, int layer, boolean after);

    /** The cosine of the shift with an implication. */
    double cosine(Design design, Subject subject, int candidate);

    /** The effective rank of a block's change. */
    double rank(Design design, int block);

    /** Whether it learnt its facts. */
    default boolean learnt() {
      return true;
    }
  }

  static FactSet set() {
    return FactSetReader.read(
        Path.of(System.getProperty("probe.basedir", "."), "probes/ocr/pocket/country-code.yaml"));
  }

  static InsideTrial trial(Arm arm, int seed, Model model) {
    Design design = Design.of(set(), arm, seed);
    List<Subject> subjects = design.subjects().stream().filter(s -> !s.trains()).toList();
    int n = subjects.size();
    double[][] cosines =
        subjects.stream()
            .map(s -> IntStream.range(0, 5).mapToDouble(c -> model.cosine(design, s, c)).toArray())
            .toArray(double[][]::new);
    List<LayerChange> layers = new ArrayList<>();
    List<HeadChange> heads = new ArrayList<>();
    for (int block = 0; block < LAYERS - 1; block++) {
      double rank = model.rank(design, block);
      ChangeSpectrum spectrum =
          new ChangeSpectrum(new double[] {2, 1, 0.5}, rank, 2, 0.5, 2.3, 3.5);
      layers.add(new LayerChange(block, spectrum));
      heads.add(new HeadChange(block, 0, spectrum));
      heads.add(new HeadChange(block, 1, spectrum));
    }
    return new InsideTrial(
        design,
        new Inside(
            subjects.stream().map(Subject::name).toList(),
            subjects.stream().map(Subject::value).toList(),
            5,
            heads,
            layers,
            prompted(design, subjects, model, true),
            prompted(design, subjects, model, false),
            true,
            n == 0 ? Inside.Shift.NONE : new Inside.Shift(cosines, cosines),
            List.of()));
  }

  private static Inside.Prompted prompted(
      Design design, List<Subject> subjects, Model model, boolean implication) {
    return new Inside.Prompted(
        states(design, subjects, model, implication, false),
        states(design, subjects, model, implication, true));
  }

  private static Inside.States states(
      Design design, List<Subject> subjects, Model model, boolean implication, boolean after) {
    int[][] told = new int[LAYERS][subjects.size()];
    int[][] lens = new int[LAYERS][subjects.size()];
    double[][] control = new double[LAYERS][subjects.size()];
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int i = 0; i < subjects.size(); i++) {
        Subject subject = subjects.get(i);
        control[layer][i] = i % 5 == 0 ? 1 : 0;
        told[layer][i] = model.told(design, subject, layer, after);
        boolean knows = after && layer > 0 && model.learnt();
        lens[layer][i] =
            implication
                ? model.implied(design, subject, layer, after)
                : knows ? subject.value() : 0;
      }
    }
    return new Inside.States(told, control, lens);
  }

  static Experiment experiment() {
    return new Experiment("ocr", "small", "full", Map.of(), List.of(), List.of());
  }

  /** Infers its rule from layer 2 on, where there is one; classes can be read in every arm. */
  static final class Reasons implements Model {
    @Override
    public int told(Design design, Subject subject, int layer, boolean after) {
      return layer == 0
          ? probe.linear.ClassReadout.TIED
          : after ? subject.value() : guess(design, subject, layer);
    }

    @Override
    public int implied(Design design, Subject subject, int layer, boolean after) {
      return after && layer >= 2 && !design.arm().control()
          ? design.judged().get(subject.value())
          : guess(design, subject, 0);
    }

    @Override
    public double cosine(Design design, Subject subject, int candidate) {
      boolean right = candidate == design.judged().get(subject.value());
      double noise = 0.01 * random(design, subject, candidate).nextDouble();
      return noise + (design.arm().control() ? 0 : right ? 0.6 : -0.15);
    }

    @Override
    public double rank(Design design, int block) {
      double noise = random(design, design.subjects().getFirst(), block).nextDouble();
      return (design.arm().control() ? 9 : 5) + noise;
    }
  }

  /** Infers nothing, and tells nothing. */
  static class Guesses implements Model {
    @Override
    public int told(Design design, Subject subject, int layer, boolean after) {
      return guess(design, subject, layer + (after ? 10 : 0));
    }

    @Override
    public int implied(Design design, Subject subject, int layer, boolean after) {
      return guess(design, subject, layer + (after ? 30 : 20));
    }

    @Override
    public double cosine(Design design, Subject subject, int candidate) {
      return 0.02 * random(design, subject, candidate).nextGaussian();
    }

    @Override
    public double rank(Design design, int block) {
      return 7 + random(design, design.subjects().getFirst(), block).nextDouble();
    }
  }

  static int guess(Design design, Subject subject, int part) {
    return random(design, subject, part).nextInt(5);
  }

  private static SplittableRandom random(Design design, Subject subject, int part) {
    return new SplittableRandom(
        Arrays.asList(design.arm().toString(), design.seed(), subject.name(), part).hashCode());
  }
}
