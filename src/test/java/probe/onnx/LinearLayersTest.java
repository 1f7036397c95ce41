package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.SharedModels;

class LinearLayersTest {
  @TempDir private Path folder;

  private static Map<String, LinearLayer> layers(Path file) {
    return TrainableGraph.open(file).projections().stream()
        .collect(Collectors.toMap(LinearLayer::module, l -> l));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "model_dynamo.onnx"})
  void theModulesOfLlamaAreFoundWithTheirRoles(String export) {
    Map<String, LinearLayer> layers = layers(SharedModels.require("stories260k").resolve(export));

    assertThat(layers).hasSize(5 * 7 + 1);
    for (int block = 0; block < 5; block++) {
      for (String name : new String[] {"q_proj", "k_proj", "v_proj", "o_proj"}) {
        assertThat(layers.get("model.layers." + block + ".self_attn." + name).role())
            .isEqualTo(LinearLayer.Role.ATTENTION);
      }
      for (String name : new String[] {"gate_proj", "up_proj", "down_proj"}) {
        assertThat(layers.get("model.layers." + block + ".mlp." + name).role())
            .isEqualTo(LinearLayer.Role.MLP);
      }
    }
    LinearLayer keys = layers.get("model.layers.2.self_attn.k_proj");
    assertThat(keys.in()).isEqualTo(64);
    assertThat(keys.out()).isEqualTo(32);
    assertThat(keys.transposed()).isFalse();
    LinearLayer head = layers.get("lm_head");
    assertThat(head.role()).isEqualTo(LinearLayer.Role.HEAD);
    assertThat(head.transposed()).isTrue();
    assertThat(head.out()).isEqualTo(512);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "model_dynamo.onnx"})
  void theModulesOfGpt2AreFoundWithTheirRoles(String export) {
    Map<String, LinearLayer> layers = layers(SharedModels.require("slm4096").resolve(export));

    assertThat(layers).hasSize(4 * 4 + 1).containsKey("lm_head");
    for (int block = 0; block < 4; block++) {
      String prefix = "transformer.h." + block;
      assertThat(layers.get(prefix + ".attn.c_attn").role()).isEqualTo(LinearLayer.Role.ATTENTION);
      assertThat(layers.get(prefix + ".attn.c_proj").role()).isEqualTo(LinearLayer.Role.ATTENTION);
      assertThat(layers.get(prefix + ".mlp.c_fc").role()).isEqualTo(LinearLayer.Role.MLP);
      assertThat(layers.get(prefix + ".mlp.c_proj").role()).isEqualTo(LinearLayer.Role.MLP);
    }
  }

  @Test
  void aBlockThatAddsAttentionAndMlpAtOnceIsTakenApart() throws IOException {
    GraphText text =
        new GraphText()
            .input("ids", DataType.INT64_VALUE, "b", "t")
            .random("E", 40, 4)
            .random("norm", 4)
            .random("Wq", 4, 4)
            .random("Wk", 4, 4)
            .random("Wv", 4, 4)
            .random("Wo", 4, 4)
            .random("up", 4, 16)
            .random("down", 16, 4)
            .random("head", 4, 40)
            .nodes(
                """
                x = Gather E ids
                n = Mul x norm
                q = MatMul n Wq
                k = MatMul n Wk
                v = MatMul n Wv
                kt = Transpose k
                s = MatMul q kt
                p = Softmax s
                m = MatMul p v
                a = MatMul m Wo
                u = MatMul n up
                g = Relu u
                d = MatMul g down
                both = Add a d
                y = Add both x
                logits = MatMul y head
                """)
            .output("logits");

    Map<String, LinearLayer> layers = layers(text.write(folder));

    assertThat(layers.get("Wq").role()).isEqualTo(LinearLayer.Role.ATTENTION);
    assertThat(layers.get("Wv").role()).isEqualTo(LinearLayer.Role.ATTENTION);
    assertThat(layers.get("Wo").role()).isEqualTo(LinearLayer.Role.ATTENTION);
    assertThat(layers.get("up").role()).isEqualTo(LinearLayer.Role.MLP);
    assertThat(layers.get("down").role()).isEqualTo(LinearLayer.Role.MLP);
    assertThat(layers.get("head").role()).isEqualTo(LinearLayer.Role.HEAD);
  }
}
