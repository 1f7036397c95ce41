package probe.tune;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import probe.Sha256;

/**
 * Rows to train or validate on.
 *
 * @param ids token ids of each row
 * @param lossFrom position of each row's first target token
 * @param merged rows whose first target token holds the end of the prompt as well
 */
public record TrainingSet(List<int[]> ids, int[] lossFrom, int merged) {
  /** Number of rows. */
  public int size() {
    return ids.size();
  }

  /** All rows as one batch, for counting. */
  public TrainingBatch all() {
    return new TrainingBatch(ids, lossFrom);
  }

  /** The rows at {@code rows}, in that order. */
  public TrainingBatch batch(int[] rows) {
    List<int[]> chosen = new ArrayList<>(rows.length);
    int[] from = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      chosen.add(ids.get(rows[i]));
      from[i] = lossFrom[rows[i]];
    }
    return new TrainingBatch(chosen, from);
  }

  /** SHA-256 of all token ids and where the targets begin. */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    for (int row = 0; row < ids.size(); row++) {
      int[] tokens = ids.get(row);
      ByteBuffer bytes = ByteBuffer.allocate((tokens.length + 2) * Integer.BYTES);
      bytes.putInt(tokens.length).putInt(lossFrom[row]);
      bytes.asIntBuffer().put(tokens);
      digest.update(bytes.rewind());
    }
    return Sha256.of(digest);
  }
}
