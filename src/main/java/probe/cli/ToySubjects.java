package probe.cli;

import picocli.CommandLine.Option;
import probe.theory.MarginProblem;

/** Options of the toy problems: how many names of a class there are, and what is taught of them. */
final class ToySubjects {
  @Option(
      names = "--train-per-class",
      paramLabel = "N",
      defaultValue = "1",
      description = "Names of a class whose implication is taught (default: ${DEFAULT-VALUE}).")
  private int trainPerClass = 1;

  @Option(
      names = "--test-per-class",
      paramLabel = "N",
      defaultValue = "3",
      description = "Names of a class of whom only the fact is (default: ${DEFAULT-VALUE}).")
  private int testPerClass = 3;

  MarginProblem problem(int classes) {
    return new MarginProblem(classes, trainPerClass, testPerClass);
  }
}
