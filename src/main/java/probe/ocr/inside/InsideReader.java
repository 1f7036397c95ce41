package probe.ocr.inside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.algebra.Parallel;
import probe.facts.Design;
import probe.facts.FactTokens;
import probe.facts.Group;
import probe.facts.Question;
import probe.facts.Subject;
import probe.linear.ClassReadout;
import probe.onnx.TrainableGraph;
import probe.stats.Seeds;
import probe.tune.EndStates;
import probe.tune.GraphTuning;

/**
 * Looks inside a model before training and after it, at the test names in the words of training.
 */
public final class InsideReader {
  private final GraphTuning model;
  private final int classes;
  private final List<Subject> subjects = new ArrayList<>();
  private final List<int[]> implications = new ArrayList<>();
  private final List<int[]> facts = new ArrayList<>();
  private final List<Integer> layers;
  private final int[] first;
  private final long seed;
  private final List<String> problems = new ArrayList<>();
  private final EndStates implicationsBefore;
  private final EndStates factsBefore;
  private final @Nullable Unembedding base;

  private InsideReader(GraphTuning model, Design design, FactTokens tokens, long seed) {
    this.model = model;
    this.classes = design.set().classes();
    this.seed = seed;
    this.first = tokens.first();
    this.layers = IntStream.rangeClosed(0, model.model().decoder().blocks()).boxed().toList();
    for (Question question : design.questions()) {
      if (!question.heldOut() && question.group() == Group.TEST_IMPLICATIONS) {
        subjects.add(design.subjects().get(question.subject()));
        implications.add(tokens.prompt(question));
      } else if (!question.heldOut() && question.group() == Group.TEST_FACTS) {
        facts.add(tokens.prompt(question));
      }
    }
    this.implicationsBefore = model.states(implications, layers);
    this.factsBefore = model.states(facts, layers);
    this.base = unembedding();
  }

  /**
   * Looks for the first time.
   *
   * @param model not trained yet
   */
  public static InsideReader before(
      GraphTuning model, Design design, FactTokens tokens, long seed) {
    return new InsideReader(model, design, tokens, Seeds.of(seed, "inside"));
  }

  /** Looks again, when training is done. */
  public Inside after() {
    EndStates implicationsAfter = model.states(implications, layers);
    EndStates factsAfter = model.states(facts, layers);
    Unembedding tuned = base == null ? null : unembedding();
    Inside.Shift shift = Inside.Shift.NONE;
    if (base != null && tuned != null) {
      float[][] from = implicationsBefore.states()[layers.size() - 1];
      float[][] to = implicationsAfter.states()[layers.size() - 1];
      shift =
          new Inside.Shift(
              Shifts.cosines(from, to, base.centred(classes, 2 * classes)),
              Shifts.cosines(from, to, tuned.centred(classes, 2 * classes)));
    }
    List<HeadChange> heads = List.of();
    List<LayerChange> sums = List.of();
    try {
      ValueOutputChange change = ValueOutputChange.of(model.model(), model.weights());
      heads =
          change.heads().stream()
              .map(h -> new HeadChange(h.layer(), h.head(), h.spectrum().top(Inside.KEPT)))
              .toList();
      sums =
          change.layers().stream()
              .map(l -> new LayerChange(l.layer(), l.spectrum().top(Inside.KEPT)))
              .toList();
    } catch (ProbeException e) {
      problems.add("no spectra: " + e.getMessage());
    }
    int[] values = subjects.stream().mapToInt(Subject::value).toArray();
    int[][] labelings = labelings(values);
    return new Inside(
        subjects.stream().map(Subject::name).toList(),
        subjects.stream().map(Subject::value).toList(),
        classes,
        heads,
        sums,
        new Inside.Prompted(
            states(implicationsBefore, base, true, labelings),
            states(implicationsAfter, tuned, true, labelings)),
        new Inside.Prompted(
            states(factsBefore, base, false, labelings),
            states(factsAfter, tuned, false, labelings)),
        implicationsBefore.normed(),
        shift,
        problems);
  }

  /** The true labels, then the controls'; none where there are too few names. */
  private int[][] labelings(int[] values) {
    int[] sizes = new int[classes];
    Arrays.stream(values).forEach(value -> sizes[value]++);
    if (Arrays.stream(sizes).min().orElseThrow() < 2) {
      problems.add("no class readout: it needs two test names of each value");
      return new int[0][];
    }
    int[] folds = ClassReadout.folds(values, seed);
    int[][] out = new int[2 + Inside.CONTROLS][];
    out[0] = folds;
    out[1] = values;
    for (int i = 0; i < Inside.CONTROLS; i++) {
      out[2 + i] = ClassReadout.control(values, folds, Seeds.of(seed, i));
    }
    return out;
  }

  private @Nullable Unembedding unembedding() {
    TrainableGraph graph = model.model();
    try {
      return Unembedding.of(graph, model.weights(), first);
    } catch (ProbeException e) {
      problems.add("no logit lens and no shift: " + e.getMessage());
      return null;
    }
  }

  /**
   * @param labelings folds, then labels; or nothing
   */
  private Inside.States states(
      EndStates states, @Nullable Unembedding gamma, boolean implication, int[][] labelings) {
    int names = subjects.size();
    int[][] lens = gamma == null ? new int[0][] : new int[layers.size()][names];
    int from = implication ? classes : 0;
    for (int layer = 0; gamma != null && layer < layers.size(); layer++) {
      for (int i = 0; i < names; i++) {
        lens[layer][i] = gamma.first(states.read()[layer][i], from, from + classes);
      }
    }
    if (labelings.length == 0) {
      return new Inside.States(new int[0][], new double[0][], lens);
    }
    int[][] labels = Arrays.copyOfRange(labelings, 1, labelings.length);
    List<int[][]> told =
        Parallel.map(
            layers.size(),
            layer ->
                ClassReadout.predictions(
                    widened(states.states()[layer]), labels, classes, labelings[0]));
    double[][] control = new double[layers.size()][names];
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int c = 1; c < labels.length; c++) {
        for (int i = 0; i < names; i++) {
          int answer = told.get(layer)[c][i];
          control[layer][i] += Credit.of(answer, labels[c][i], classes) / Inside.CONTROLS;
        }
      }
    }
    return new Inside.States(told.stream().map(t -> t[0]).toArray(int[][]::new), control, lens);
  }

  private static double[][] widened(float[][] rows) {
    double[][] out = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      out[i] = new double[rows[i].length];
      for (int k = 0; k < rows[i].length; k++) {
        out[i][k] = rows[i][k];
      }
    }
    return out;
  }
}
