package probe.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import probe.JsonFile;
import probe.ProbeException;
import probe.theory.MarginClosedForm;
import probe.theory.MarginProblem;
import probe.theory.MarginSolution;
import probe.theory.MarginSolver;
import probe.theory.Norm;

/** {@code probe toy margin}: where training the one-layer model ends. */
@Command(
    name = "margin",
    mixinStandardHelpOptions = true,
    header = "Solves the hard-margin problem in which the one-layer model ends.",
    description = {
      "The least nuclear norm (factorised model) or Frobenius norm (product) whose margins on the"
          + " training points are at least 1, beside the closed form. See docs/toy.md.",
      ""
    })
final class ToyMarginCommand implements Callable<Integer> {
  // singular values then agree with the closed forms to about 1e-8
  private static final double TOLERANCE = 1e-10;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Pairs of a fact and an implication (default: ${DEFAULT-VALUE}).")
  private int classes = 3;

  @Option(
      names = "--norm",
      paramLabel = "NORM",
      defaultValue = "nuclear",
      description = "nuclear or frobenius (default: ${DEFAULT-VALUE}).")
  private String norm = "nuclear";

  @Option(names = "--json", description = "Print JSON (keys: docs/toy.md).")
  private boolean json;

  @Mixin private ToySubjects subjects = new ToySubjects();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Norm least = norm(norm);
    MarginProblem problem = subjects.problem(classes);
    MarginSolution solution = MarginSolver.solve(problem, least, TOLERANCE);
    MarginClosedForm closed = MarginClosedForm.of(problem, least);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(JsonFile.text(fields(problem, least, solution, closed)));
    } else {
      print(out, solution, closed);
    }
    out.flush();
    return Exit.OK;
  }

  private static Norm norm(String name) {
    return Arrays.stream(Norm.values())
        .filter(norm -> norm.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ProbeException.input(
                    "--norm takes nuclear or frobenius, got '%s'".formatted(name)));
  }

  private static Map<String, @Nullable Object> fields(
      MarginProblem problem, Norm norm, MarginSolution solution, MarginClosedForm closed) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("classes", problem.classes());
    out.put("train_per_class", problem.trainPerClass());
    out.put("test_per_class", problem.testPerClass());
    out.put("norm", norm.toString());
    out.put("test_margin", solution.testMargin());
    out.put("test_margin_facts", solution.testMarginFacts());
    out.put("train_margin", solution.trainMargin());
    out.put("singular_values", solution.singularValues());
    out.put("nuclear_norm", solution.nuclearNorm());
    out.put("frobenius_norm", solution.frobeniusNorm());
    out.put("gap", solution.gap());
    out.put("tolerance", TOLERANCE);
    out.put("iterations", solution.iterations());
    out.put("closed_form", closed.testMargin());
    out.put("closed_form_facts", closed.testMarginFacts());
    out.put("closed_form_singular_values", closed.singularValues());
    return out;
  }

  private static void print(PrintWriter out, MarginSolution solution, MarginClosedForm closed) {
    line(out, "test margin", solution.testMargin(), closed.testMargin());
    line(out, "  against facts", solution.testMarginFacts(), closed.testMarginFacts());
    line(out, "train margin", solution.trainMargin(), 1.0);
    line(out, "nuclear norm", solution.nuclearNorm(), closed.nuclearNorm());
    line(out, "Frobenius norm", solution.frobeniusNorm(), closed.frobeniusNorm());
    out.printf("singular values     %s%n", text(solution.singularValues()));
    if (closed.singularValues() != null) {
      out.printf("  closed form       %s%n", text(closed.singularValues()));
    }
    out.printf(
        Locale.ROOT,
        "duality gap         %.1e of the norm after %,d iterations%n",
        solution.gap(),
        solution.iterations());
  }

  private static void line(PrintWriter out, String name, double value, @Nullable Double closed) {
    out.printf(
        Locale.ROOT,
        "%-19s %9.6f%s%n",
        name,
        value,
        closed == null ? "" : String.format(Locale.ROOT, "   closed form %9.6f", closed));
  }

  private static String text(double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining(" "));
  }
}
