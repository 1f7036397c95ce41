package probe.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.checkpoint.family.FamilyFixture;
import probe.onnx.Cut;
import probe.onnx.LogitStep;
import probe.tensor.Compare;

/** A head with a soft cap, whose graph gives probabilities or their logarithms. */
class ProbabilitiesTest {
  @TempDir private Path folder;

  private static Path plain() throws Exception {
    return FamilyFixture.exports()
        .filter(file -> file.endsWith(Path.of("gemma2", "dynamo.onnx")))
        .findFirst()
        .orElseThrow();
  }

  /** Adds {@code nodes}, such as "p=Softmax logits", and gives {@code outputs}. */
  private Path ending(String nodes, String... outputs) throws Exception {
    ModelProto model = EditedModel.read(plain());
    GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
    for (String text : nodes.split(";", -1)) {
      List<String> words = new ArrayList<>(Arrays.asList(text.strip().split("[ =]", -1)));
      NodeProto.Builder node =
          NodeProto.newBuilder().addOutput(words.removeFirst()).setOpType(words.removeFirst());
      if (node.getOpType().equals("Cast")) {
        node.addAttribute(EditedModel.number("to", DataType.FLOAT_VALUE));
      }
      graph.addNode(node.addAllInput(words));
    }
    graph.addInitializer(EditedModel.longs("axis", -1));
    for (String output : outputs) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(output));
    }
    return EditedModel.write(
        model.toBuilder().setGraph(graph).build(), folder.resolve("model.onnx"));
  }

  private static LanguageModel open(Path file) {
    return LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "p=Softmax logits,p",
    "p=LogSoftmax logits,p",
    "c=Cast logits;s=Softmax c;p=Log s,p",
    "s=ReduceLogSumExp logits axis;p=Sub logits s,p",
    "s=Softmax logits;p=Cast s,p"
  })
  void logitsAreWhatProbabilitiesAreMadeOf(String nodes, String output) throws Exception {
    FamilyFixture fixture = FamilyFixture.of(plain());
    try (LanguageModel model = open(ending(nodes, output));
        CutSession session = model.session(List.of(), true);
        WholeSession whole = model.wholeSession()) {
      Map<String, FloatBuffer> out = session.run(TokenBatch.of(fixture.ids()), Positions.ALL);
      float[] logits = Compare.copy(Objects.requireNonNull(out.get(Cut.LOGITS)));
      float[] expected = new float[logits.length];
      int width = model.decoder().vocabulary();
      fixture.reference().matrix("logits").copyRows(0, logits.length / width, expected);
      assertThat(Compare.share(logits, expected)).isLessThan(1e-5);
      assertThat(LogitStep.softcap(model.decoder().logitSteps())).isEqualTo(3);
      float[] last = Arrays.copyOfRange(expected, expected.length - width, expected.length);
      assertThat(Compare.share(whole.lastLogits(fixture.ids()), last)).isLessThan(1e-5);
    }
  }

  @Test
  void logitsThatAreGivenBesideProbabilitiesAreTheOutput() throws Exception {
    try (LanguageModel model = open(ending("p=Softmax logits", "p", "logits"))) {
      assertThat(model.decoder().logitsOutput()).isEqualTo("logits");
    }
  }
}
