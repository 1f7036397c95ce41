package probe.ocr.inside;

import java.util.List;
import java.util.stream.Stream;
import probe.ProbeException;

/**
 * What one trial changed inside the model. Arrays over names go by the test subjects: those whose
 * implication nobody told.
 *
 * @param names the test subjects
 * @param values index of each one's fact
 * @param classes n, the number of facts
 * @param heads the change of each head's W_V W_O; empty where it cannot be told
 * @param layers the change of the sum over a layer's heads; empty likewise
 * @param implication what the states at the implication's prompt tell
 * @param fact what those at the fact's prompt tell
 * @param normed whether states before the last went through the final norm on their way to the lens
 * @param shift where the last states moved
 * @param problems what could not be measured, and why
 */
public record Inside(
    List<String> names,
    List<Integer> values,
    int classes,
    List<HeadChange> heads,
    List<LayerChange> layers,
    Prompted implication,
    Prompted fact,
    boolean normed,
    Shift shift,
    List<String> problems) {
  /** Singular values that are kept of each change. */
  public static final int KEPT = 16;

  /** Labelings that a control of the class readout is the mean of. */
  public static final int CONTROLS = 5;

  /**
   * Checks that everything is about the same names.
   *
   * @throws ProbeException if it is not
   */
  public Inside {
    names = List.copyOf(names);
    values = List.copyOf(values);
    heads = List.copyOf(heads);
    layers = List.copyOf(layers);
    problems = List.copyOf(problems);
    int n = names.size();
    if (values.size() != n) {
      throw ProbeException.input("%d names, but %d values".formatted(n, values.size()));
    }
    for (int value : values) {
      if (value < 0 || value >= classes) {
        throw ProbeException.input("value %d of a name; there are %d".formatted(value, classes));
      }
    }
    Stream.of(implication, fact)
        .flatMap(prompt -> Stream.of(prompt.before, prompt.after))
        .forEach(states -> states.check(n));
    for (double[][] cosines : List.of(shift.base, shift.tuned)) {
      if (cosines.length != 0 && cosines.length != n) {
        throw ProbeException.input("%d names, but %d shifts".formatted(n, cosines.length));
      }
    }
  }

  /** What states at one prompt tell before training and after it. */
  public record Prompted(States before, States after) {}

  /**
   * What the states at the prompt's last position tell. Without lens or readout the arrays are
   * empty.
   *
   * @param told [layers][names] the class that a linear readout gives a name from the others'
   *     states, -1 where classes are tied
   * @param control [layers][names] share of the shuffled labelings in which the same readout is
   *     right about a name
   * @param lens [layers][names] which of the candidates that fit the prompt the unembedding puts
   *     first, -1 where two are first
   */
  public record States(int[][] told, double[][] control, int[][] lens) {
    private void check(int names) {
      Stream.concat(Stream.of(told), Stream.of(lens))
          .forEach(
              layer -> {
                if (layer.length != names) {
                  throw mismatch(names, layer.length);
                }
              });
      for (double[] layer : control) {
        if (layer.length != names) {
          throw mismatch(names, layer.length);
        }
      }
      if (control.length != told.length) {
        throw ProbeException.input(
            "%d layers of a readout, but %d of its control".formatted(told.length, control.length));
      }
    }

    private static ProbeException mismatch(int names, int found) {
      return ProbeException.input("%d names, but a layer has %d".formatted(names, found));
    }
  }

  /**
   * Where the last state at the implication's prompt moved: the cosine of after less before with
   * each implication's unembedding less their mean.
   *
   * @param base [names][n] with the unembedding before training
   * @param tuned [names][n] with the one after it
   */
  public record Shift(double[][] base, double[][] tuned) {
    static final Shift NONE = new Shift(new double[0][], new double[0][]);
  }
}
