package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TiedWeightsTest {
  private static short[] random(int count) {
    SplittableRandom random = new SplittableRandom(7);
    short[] out = new short[count];
    for (int i = 0; i < count; i++) {
      out[i] = Float.floatToFloat16((float) random.nextGaussian());
    }
    return out;
  }

  private static short[] transpose(short[] values, int rows) {
    int columns = values.length / rows;
    short[] out = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i % columns * rows + i / columns] = values[i];
    }
    return out;
  }

  private static TensorProto half(String name, short[] values, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(values);
    return GraphText.tensor(name, DataType.FLOAT16_VALUE, dims)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  private static List<Weight> group(TensorProto... tensors) {
    GraphText text = new GraphText();
    List.of(tensors).forEach(text::initializer);
    Graph graph = new Graph(text.model().getGraph());
    return new TiedWeights(new Constants(graph))
        .group(List.copyOf(graph.initializers().keySet()), "");
  }

  @Test
  void equalMatricesAreOneWeightTransposedOrNot() {
    short[] values = random(130 * 7);

    List<Weight> weights =
        group(
            half("a", values, 130, 7),
            half("b", transpose(values, 130), 7, 130),
            half("c", values, 130, 7));

    assertThat(weights)
        .singleElement()
        .extracting(Weight::copies)
        .isEqualTo(
            List.of(
                new Weight.Copy("a", false),
                new Weight.Copy("b", true),
                new Weight.Copy("c", false)));
  }

  @Test
  void squareMatricesToo() {
    short[] values = random(70 * 70);

    assertThat(group(half("a", values, 70, 70), half("b", transpose(values, 70), 70, 70)))
        .singleElement()
        .extracting(w -> w.copies().get(1))
        .isEqualTo(new Weight.Copy("b", true));
  }

  @Test
  void oneDifferentElementKeepsThemApart() {
    short[] values = random(130 * 7);
    short[] other = values.clone();
    other[11] ^= 1;

    assertThat(group(half("a", values, 130, 7), half("b", other, 130, 7))).hasSize(2);
  }

  @Test
  void vectorsAndMatricesOfOneNumberAreNotTied() {
    short[] vector = random(16);

    assertThat(
            group(
                half("a", vector, 16),
                half("b", vector, 16),
                half("c", new short[16], 4, 4),
                half("d", new short[16], 4, 4)))
        .hasSize(4);
  }
}
