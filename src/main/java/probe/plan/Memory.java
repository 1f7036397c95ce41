package probe.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import probe.model.LanguageModel;

/** How much memory a run takes, estimated from the model's sizes. */
final class Memory {
  private Memory() {}

  // ONNX Runtime packs weights into a second copy, but not for models over this size
  private static final long UNPACKED_ABOVE = 2L << 30;
  // states, queries, keys, values, and an inner layer of four widths with its activations
  private static final int WIDTHS_PER_TOKEN = 16;

  /** The whitened vocabulary, its centred copy, and a covariance with its eigenvectors. */
  static long analysisBytes(long vocabulary, long width) {
    return 3 * vocabulary * width * Float.BYTES + 6 * width * width * Double.BYTES;
  }

  /** Weights, what the runtime makes of them, one batch's activations and logits. */
  static long peakBytes(LanguageModel model, long batchTokens) {
    long weights = 0;
    for (Path file : model.decoder().file().weightFiles()) {
      try {
        weights += Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    long copies = weights > UNPACKED_ABOVE ? 1 : 2;
    long activations = batchTokens * model.decoder().width() * WIDTHS_PER_TOKEN * Float.BYTES;
    long logits = batchTokens * model.decoder().vocabulary() * Float.BYTES;
    return copies * weights + activations + logits;
  }
}
