package probe.model;

import java.util.Arrays;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.tensor.Compare;

/**
 * Tells a decoder from an encoder by what it does: in a decoder no state changes when a later token
 * does.
 */
final class Causality {
  // one scale for all values of a context carries a trace of the last token to the first
  private static final double INTEGER_SHARE = 0.2;
  // what one token does to another's state is far above the noise of batching
  private static final double MARGIN = 10;

  private Causality() {}

  static void require(LanguageModel model, CutSession session) {
    int rows = model.decoder().embeddingRows();
    int[] one = {1 % rows, 2 % rows, 3 % rows};
    int[] other = {1 % rows, 2 % rows, rows / 2};
    if (model.contextLimit() > 0 && model.contextLimit() < one.length) {
      return; // too short to tell
    }
    float[] a = run(model, session, one);
    float[] b = run(model, session, other);
    int earlier = 2 * model.decoder().width();
    double moved = Compare.difference(a, b, earlier);
    double size = Compare.largest(Arrays.copyOf(a, earlier));
    double tolerance =
        model.decoder().scaledByBatch() ? INTEGER_SHARE : MARGIN * model.roundingShare();
    // a NaN state is reported where it is met
    if (moved > tolerance * size) {
      throw ProbeException.model(
          "%s is no causal decoder: changing the third token moves the states of the first two by %.2g of their size, as in an encoder (BERT and its kin); pass a model that predicts the next token"
              .formatted(model.decoder().file().path(), moved / size));
    }
  }

  private static float[] run(LanguageModel model, CutSession session, int[] ids) {
    String output = Cut.hidden(model.decoder().blocks());
    return Compare.copy(
        java.util.Objects.requireNonNull(
            session.run(TokenBatch.of(ids), Positions.ALL).get(output)));
  }
}
