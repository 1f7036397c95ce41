package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trained and what is not, in a decoder of one layer with every kind of table. */
class WeightRuleTest {
  private static final int VOCABULARY = 40;
  private static final int D = 4;
  private static final int T = 6;

  @TempDir private Path folder;

  /** A decoder whose {@code extra} lines may use x [b, t, d], scores [b, t, t], and pos [b, t]. */
  private static GraphText decoder(String extra, String residual, String scores) {
    return new GraphText()
        .input("ids", DataType.INT64_VALUE, "b", "t")
        .input("pos", DataType.INT64_VALUE, "b", "t")
        .random("E", VOCABULARY, D)
        .random("Wq", D, D)
        .random("Wk", D, D)
        .random("head", D, VOCABULARY)
        .nodes("x = Gather E ids")
        .nodes(extra)
        .nodes(
            """
            q = MatMul %s Wq
            k = MatMul %s Wk
            kt = Transpose k
            raw = MatMul q kt
            """
                .formatted(residual, residual))
        .nodes(scores)
        .nodes(
            """
            p = Softmax scores
            mixed = MatMul p k
            sum = Add mixed %s
            logits = MatMul sum head
            """
                .formatted(residual))
        .output("logits");
  }

  private static double angle(long i) {
    long position = i / D;
    long pair = i % D / 2;
    return position / Math.pow(100, pair / (D / 2.0));
  }

  private Map<String, String> frozen(GraphText text) throws IOException {
    TrainableGraph graph = TrainableGraph.open(text.write(folder));
    Map<String, String> out =
        graph.frozen().stream().collect(Collectors.toMap(Frozen::name, Frozen::reason));
    graph.weights().forEach(w -> assertThat(out).doesNotContainKey(w.name()));
    assertThat(graph.weights()).extracting(Weight::name).contains("E", "Wq", "Wk", "head");
    return out;
  }

  @Test
  void learnedPositionEmbeddingsAreWeights() throws IOException {
    GraphText text =
        decoder("rows = Gather P pos\nh = Add x rows", "h", "scores = Identity raw")
            .random("P", T, D);

    assertThat(frozen(text)).isEmpty();
  }

  @Test
  void positionEmbeddingsOfSinesAndCosinesAreNot() throws IOException {
    GraphText text =
        decoder("rows = Gather P pos\nh = Add x rows", "h", "scores = Identity raw")
            .floats("P", i -> i % 2 == 0 ? Math.sin(angle(i)) : Math.cos(angle(i)), T, D);

    assertThat(frozen(text).get("P")).contains("sines and cosines");
  }

  @Test
  void tablesOfARotaryEmbeddingAreNot() throws IOException {
    GraphText text =
        decoder(
                """
                c = Gather cos pos
                s = Gather sin pos
                a = Mul x c
                n = Neg x
                b = Mul n s
                h = Add a b
                """,
                "h",
                "scores = Identity raw")
            .floats("cos", i -> Math.cos(angle(i)), T, D)
            .floats("sin", i -> Math.sin(angle(i)), T, D);

    assertThat(frozen(text)).containsOnlyKeys("cos", "sin");
  }

  @Test
  void foldedTablesOfARotaryEmbeddingAreNot() throws IOException {
    GraphText text =
        decoder("h = Mul x cos", "h", "scores = Identity raw")
            .floats("cos", i -> Math.cos(angle(i)), 1, T, D);

    assertThat(frozen(text)).containsOnlyKeys("cos");
  }

  @Test
  void slopesOfLinearBiasesAreNot() throws IOException {
    GraphText text =
        decoder(
                "f = Cast pos\nu = Unsqueeze f one\nbias = Mul slopes u\nh = Identity x",
                "h",
                "scores = Add raw bias")
            .floats("slopes", i -> Math.pow(0.5, i + 1.0), 4, 1)
            .longs("one", 1);

    assertThat(frozen(text).get("slopes")).contains("positions");
  }

  @Test
  void masksAndTablesOfBiasesAreNot() throws IOException {
    GraphText text =
        decoder(
                """
                shape = Shape ids
                part = Slice bias zero shape
                h = Identity x
                """,
                "h",
                "biased = Add raw part\nscores = Add biased mask")
            .random("bias", 1, T, T)
            .floats("mask", i -> i % T > i / T ? -3e38 : 0, T, T)
            .longs("zero", 0);

    assertThat(frozen(text)).containsOnlyKeys("bias", "mask");
  }

  @Test
  void biasesOfBucketsAreWeights() throws IOException {
    GraphText text =
        decoder("rows = Gather B pos\nh = Identity x", "h", "scores = Add raw rows")
            .random("B", T, 2);

    assertThat(frozen(text)).isEmpty();
  }

  @Test
  void whatTheLogitsDoNotDependOnIsNot() throws IOException {
    GraphText text =
        decoder("side = MatMul x U\nh = Identity x", "h", "scores = Identity raw")
            .random("U", D, D)
            .output("side");

    assertThat(frozen(text).get("U")).contains("logits do not depend");
  }

  @Test
  void quantisedWeightsAndTheirScalesAreNot() throws IOException {
    GraphText text =
        decoder("w = DequantizeLinear Q scale zero\nh = MatMul x w", "h", "scores = Identity raw")
            .initializer(
                GraphText.tensor("Q", DataType.INT8_VALUE, D, D)
                    .setRawData(ByteString.copyFrom(new byte[D * D]))
                    .build())
            .initializer(
                GraphText.tensor("zero", DataType.INT8_VALUE, D)
                    .setRawData(ByteString.copyFrom(new byte[D]))
                    .build())
            .random("scale", D);

    assertThat(frozen(text)).containsEntry("Q", "quantised").containsKey("scale").hasSize(2);
  }
}
