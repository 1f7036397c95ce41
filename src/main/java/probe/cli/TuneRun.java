package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import probe.OutputFolder;
import probe.tune.StepMetrics;
import probe.tune.Training;
import probe.tune.TrainingBatch;
import probe.tune.TrainingOptions;
import probe.tune.TrainingSet;
import probe.tune.TuneOptions;
import probe.tune.Tuning;
import probe.tune.TuningPlan;

/** A training with whoever watches it: what is said, what is written, and how it is stopped. */
final class TuneRun {
  // so many names of frozen weights are printed; --verbose prints all
  private static final int NAMES = 8;
  // float32 parameters with two moments, and the checkpoint before while the next is written
  private static final long CHECKPOINT_BYTES = 2 * 3 * Float.BYTES;

  private final Inputs inputs;
  private final Console console;
  private final PrintWriter stdout;
  private final PrintWriter err;
  private double firstLoss = Double.NaN;
  private double lastLoss = Double.NaN;

  /**
   * What is trained on what.
   *
   * @param settings every option and input that changes what comes out, by name
   */
  record Inputs(
      TuneOptions opening,
      TrainingOptions options,
      Map<String, String> settings,
      TrainingSet rows,
      @Nullable TrainingSet validation,
      Path out) {}

  TuneRun(Inputs inputs, Console console, CommandLine line) {
    this.inputs = inputs;
    this.console = console;
    this.stdout = line.getOut();
    this.err = line.getErr();
  }

  /** Trains; returns the exit code. */
  int execute(Tuning.Opener opener, boolean resume, boolean check) {
    try (OutputFolder folder = OutputFolder.prepare(inputs.out());
        Tuning tuning = opener.open(inputs.opening())) {
      Training training =
          new Training(
              tuning.trainee(),
              inputs.rows(),
              inputs.validation(),
              inputs.options(),
              inputs.settings(),
              inputs.out());
      int begin = training.begin(resume);
      describe(tuning.plan());
      if (begin > 0) {
        console.say(err, "going on after step %,d of %,d".formatted(begin, training.totalSteps()));
      }
      folder.requireSpace(tuning.outputBytes() + CHECKPOINT_BYTES * tuning.plan().numbers());
      if (check) {
        tuning.check(firstBatch()).forEach(line -> console.say(err, line));
      }
      try (Interruption interruption = new Interruption()) {
        Training.Outcome outcome = train(training, resume, interruption);
        if (!outcome.finished()) {
          err.println(
              "probe: stopped after step %,d of %,d; the same command with --resume goes on"
                  .formatted(outcome.steps(), training.totalSteps()));
          err.flush();
          return Exit.INTERRUPTED;
        }
        List<String> files = tuning.write(folder, inputs.settings());
        folder.commit();
        summarise(outcome, files);
        return Exit.OK;
      }
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + inputs.out(), e);
    }
  }

  private TrainingBatch firstBatch() {
    int count = Math.min(inputs.options().batch(), inputs.rows().size());
    return inputs.rows().batch(java.util.stream.IntStream.range(0, count).toArray());
  }

  private Training.Outcome train(Training training, boolean resume, Interruption interruption) {
    try (Console.Bar bar = console.bar("tune", " steps", training.totalSteps())) {
      return training.run(
          resume,
          interruption::requested,
          new Training.Listener() {
            @Override
            public void step(StepMetrics step) {
              if (Double.isNaN(firstLoss)) {
                firstLoss = step.loss();
              }
              lastLoss = step.loss();
              bar.stepTo(step.step());
            }

            @Override
            public void validated(int step, double loss) {
              console.say(
                  err,
                  String.format(
                      Locale.ROOT,
                      "step %,d: loss %.4f, validation loss %.4f",
                      step,
                      lastLoss,
                      loss));
            }
          });
    }
  }

  private void describe(TuningPlan plan) {
    print("method", inputs.opening().method().toString());
    print(
        "trained",
        String.format(
            Locale.ROOT, "%,d numbers in %,d weights", plan.numbers(), plan.trained().size()));
    List<String> frozen = plan.frozen();
    print(
        "frozen",
        String.format(Locale.ROOT, "%,d weights", frozen.size())
            + (frozen.isEmpty() ? "" : ": ")
            + String.join(", ", frozen.subList(0, Math.min(NAMES, frozen.size())))
            + (frozen.size() > NAMES ? ", ..." : ""));
    frozen.forEach(name -> console.detail(err, "frozen: " + name));
    TrainingBatch all = inputs.rows().all();
    print(
        "rows",
        String.format(
            Locale.ROOT,
            "%,d, of %,d tokens, %,d of them targets",
            all.rows(),
            all.tokens(),
            all.targets()));
    if (inputs.rows().merged() > 0) {
      print(
          "",
          String.format(
              Locale.ROOT,
              "(in %,d rows the target's first token takes in the end of the prompt, such as a"
                  + " space)",
              inputs.rows().merged()));
    }
    stdout.flush();
  }

  private void summarise(Training.Outcome outcome, List<String> files) {
    print("steps", String.format(Locale.ROOT, "%,d", outcome.steps()));
    if (!Double.isNaN(firstLoss)) {
      print(
          "loss",
          String.format(Locale.ROOT, "%.4f at first, %.4f in the last step", firstLoss, lastLoss));
    }
    if (!Double.isNaN(outcome.validationLoss())) {
      print("validation", String.format(Locale.ROOT, "%.4f", outcome.validationLoss()));
    }
    files.forEach(file -> print("wrote", inputs.out().resolve(file).toString()));
    stdout.flush();
  }

  private void print(String label, String value) {
    stdout.println(String.format(Locale.ROOT, "%-11s%s", label, value));
  }
}
