package probe.pocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * A model's loss on the validation rows beside the exact floor.
 *
 * @param all all tokens
 * @param types one line per sentence type, and last the tokens before which the type is open
 */
public record FloorReport(FloorLine all, List<FloorLine> types) {
  /** Tokens before which several types are possible. */
  public static final String OPENING = "opening";

  /**
   * Compares.
   *
   * @param loss minus the logarithm of the model's probability of token t of a row, in nats, {@code
   *     [rows, length]}; that of token 0 is not read
   * @throws ProbeException if a loss is missing or no number
   */
  public static FloorReport of(Validation validation, double[][] loss) {
    require(validation, loss);
    List<FloorLine> types = new ArrayList<>();
    for (SentenceType type : SentenceType.values()) {
      types.add(line(name(type), validation, loss, t -> t == type));
    }
    types.add(line(OPENING, validation, loss, t -> t == null));
    return new FloorReport(line("all", validation, loss, t -> true), List.copyOf(types));
  }

  private static void require(Validation validation, double[][] loss) {
    int[][] rows = validation.rows();
    if (loss.length != rows.length) {
      throw ProbeException.numeric(
          "losses of %d rows, not %d; score every row".formatted(loss.length, rows.length));
    }
    for (int row = 0; row < rows.length; row++) {
      if (loss[row].length != rows[row].length) {
        throw ProbeException.numeric(
            "row %d has %d losses, not %d; give one per token"
                .formatted(row, loss[row].length, rows[row].length));
      }
      for (int t = 1; t < loss[row].length; t++) {
        if (!Double.isFinite(loss[row][t])) {
          throw ProbeException.numeric(
              "the loss of token %d of row %d is %s; the model gives no probability there"
                  .formatted(t, row, loss[row][t]));
        }
      }
    }
  }

  private static String name(SentenceType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static FloorLine line(
      String name,
      Validation validation,
      double[][] loss,
      Predicate<@Nullable SentenceType> included) {
    // by document: sum of the differences, number of tokens
    Map<Integer, double[]> documents = new TreeMap<>();
    int targets = 0;
    double floor = 0;
    double realised = 0;
    double model = 0;
    for (int row = 0; row < loss.length; row++) {
      for (int t = 1; t < loss[row].length; t++) {
        if (!included.test(validation.types().get(row).get(t))) {
          continue;
        }
        targets++;
        floor += validation.entropy()[row][t];
        realised += validation.surprise()[row][t];
        model += loss[row][t];
        double[] document =
            documents.computeIfAbsent(validation.documents()[row][t], d -> new double[2]);
        document[0] += loss[row][t] - validation.surprise()[row][t];
        document[1]++;
      }
    }
    double excess = (model - realised) / targets;
    double squares = 0;
    for (double[] document : documents.values()) {
      double residual = document[0] - excess * document[1];
      squares += residual * residual;
    }
    // the standard error of a ratio of sums over documents, linearised
    double count = documents.size();
    double error = Math.sqrt(squares * count / Math.max(1, count - 1)) / targets;
    return new FloorLine(
        name, targets, floor / targets, realised / targets, model / targets, error);
  }

  /** The types whose loss is below their floor by more than sampling error. */
  public List<String> below() {
    return types.stream().filter(FloorLine::below).map(FloorLine::name).toList();
  }
}
