package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator on its own: values against ONNX Runtime, gradients by finite differences. */
class OperatorsTest {
  static List<OneNode> cases() {
    return Stream.of(
            ArithmeticCases.all(),
            ReductionCases.all(),
            ShapeCases.all(),
            SelectionCases.all(),
            ProductCases.all(),
            NormCases.all(),
            QuantisedCases.all(),
            AttentionCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsOnnxRuntimeAndItsOwnDifferences(OneNode node) throws Exception {
    new NodeCheck(node).run();
  }

  @Test
  void everyOperatorHasACase() {
    Set<String> covered =
        cases().stream()
            .map(c -> Instruction.of(c.node(), c.opset()).qualified())
            .collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>(Operators.names());
    missing.removeIf(name -> name.startsWith(Rewrites.DOMAIN + "."));
    missing.removeAll(covered);
    assertThat(missing).isEmpty();
  }
}
