package probe.pocket;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows held back from training, with the exact probability of every token.
 *
 * <p>The score of token t of a row is that of row[t] given row[0..t-1]; token 0, the boundary, is
 * certain. A token's type is what the tokens before it say, never what it reveals itself.
 *
 * @param rows tokens, {@code [rows, length]}
 * @param entropy of the exact distribution of the token, in nats, {@code [rows, length]}
 * @param surprise minus the logarithm of the token's exact probability, {@code [rows, length]}
 * @param types type of the token's sentence by row, null where the tokens before leave several
 * @param documents document that the token belongs to, counted over all rows, {@code [rows,
 *     length]}
 */
public record Validation(
    int[][] rows,
    double[][] entropy,
    double[][] surprise,
    List<List<@Nullable SentenceType>> types,
    int[][] documents) {

  /** {@code count} rows of {@code rows} with their exact scores. */
  public static Validation of(World world, Rows rows, long seed, int count) {
    int[][] tokens = rows.validation(seed, count);
    double[][] entropy = new double[count][];
    double[][] surprise = new double[count][];
    List<List<@Nullable SentenceType>> types = new ArrayList<>();
    int[][] documents = new int[count][];
    int document = -1;
    for (int row = 0; row < count; row++) {
      int length = tokens[row].length;
      entropy[row] = new double[length];
      surprise[row] = new double[length];
      documents[row] = new int[length];
      List<@Nullable SentenceType> ofRow = new ArrayList<>();
      NextToken next = new NextToken(world);
      document++;
      for (int t = 0; t < length; t++) {
        int token = tokens[row][t];
        entropy[row][t] = next.entropy();
        surprise[row][t] = -Math.log(next.probability(token));
        ofRow.add(next.type());
        // the boundary after a document is its last token
        documents[row][t] = document;
        if (t > 0 && token == Vocabulary.BOUNDARY) {
          document++;
        }
        next.read(token);
      }
      types.add(ofRow);
    }
    return new Validation(tokens, entropy, surprise, types, documents);
  }

  /** Number of tokens that are scored: all but the first of each row. */
  public int targets() {
    int targets = 0;
    for (int[] row : rows) {
      targets += row.length - 1;
    }
    return targets;
  }

  /** Mean entropy of the tokens scored, in nats: the floor of the loss. */
  public double floor() {
    double sum = 0;
    for (double[] row : entropy) {
      for (int t = 1; t < row.length; t++) {
        sum += row[t];
      }
    }
    return sum / targets();
  }
}
