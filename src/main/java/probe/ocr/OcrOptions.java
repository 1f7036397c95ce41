package probe.ocr;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.facts.Arm;
import probe.facts.FactSet;

/**
 * What to try.
 *
 * @param arms those of each set's own that are run; empty for all of them
 * @param seeds repetitions, or 0 for as many as each set says
 * @param training numbers of training implications a value; empty for each set's own
 * @param strict whether a set that the tokenizer cannot hold is an error; else it is reported
 * @param kept where finished trials are kept, or null
 * @param seed of the order of rows, of LoRA's start and of contexts
 * @param inside whether to look at what training changes inside
 */
public record OcrOptions(
    List<FactSet> sets,
    OcrMethod method,
    List<Arm> arms,
    int seeds,
    List<Integer> training,
    boolean strict,
    @Nullable Path kept,
    long seed,
    boolean inside) {
  /** The same with a look inside. */
  public OcrOptions(
      List<FactSet> sets,
      OcrMethod method,
      List<Arm> arms,
      int seeds,
      List<Integer> training,
      boolean strict,
      @Nullable Path kept,
      long seed) {
    this(sets, method, arms, seeds, training, strict, kept, seed, true);
  }

  public OcrOptions {
    sets = List.copyOf(sets);
    // a trial is made once, however often it is asked for
    arms = arms.stream().distinct().toList();
    training = training.stream().distinct().toList();
  }
}
