package probe.ocr;

import java.nio.file.Path;
import java.util.List;
import probe.tune.Method;
import probe.tune.TrainingOptions;

/** How a model is told the facts. */
public sealed interface OcrMethod {
  /** In the context of every question. */
  record Prompt() implements OcrMethod {
    @Override
    public String toString() {
      return "prompt";
    }
  }

  /**
   * By training elsewhere, on the rows that {@code probe ocr make} wrote.
   *
   * @param models the tuned model of each seed, from seed 0
   */
  record Elsewhere(List<Path> models) implements OcrMethod {
    public Elsewhere {
      models = List.copyOf(models);
    }

    @Override
    public String toString() {
      return "tuned elsewhere";
    }
  }

  /**
   * By training.
   *
   * @param rows whether LoRA trains the embedding rows of names and answers too
   * @param stopLoss training ends after an epoch with a mean loss below this; 0 never
   */
  record Tune(Method method, boolean rows, TrainingOptions training, double stopLoss)
      implements OcrMethod {
    @Override
    public String toString() {
      return method + (rows ? " with rows" : "");
    }
  }
}
