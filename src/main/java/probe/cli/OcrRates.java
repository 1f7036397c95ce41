package probe.cli;

import probe.tune.Method;

/** Learning rates for fact sets. */
final class OcrRates {
  // chosen on the pocket models, by names and associations that no test has
  private static final double WIDTH = 128;
  private static final double FULL = 2e-3;
  private static final double LORA = 1e-2;
  private static final double PART = 3e-3;

  private OcrRates() {}

  /**
   * The rate for a model of {@code width}: as 1 / width^2 from the pocket models', which at 4,096
   * gives 2e-6, near the 3e-6 of the paper's code.
   */
  static double of(Method method, int width) {
    double scale = WIDTH / width;
    return switch (method) {
      case Method.Full full -> FULL * scale * scale;
      // adapters take larger steps the wider the model is
      case Method.Lora lora -> LORA * scale;
      default -> PART * scale * scale;
    };
  }
}
