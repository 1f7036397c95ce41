package probe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.tensor.DType;

/** One line that says what to do, for every checkpoint that cannot be read. */
class BadCheckpointTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void missingTensors() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.gpt2();
    checkpoint.tensors().remove("transformer.h.1.ln_2.bias");
    refused(
        checkpoint,
        "%s has no tensor transformer.h.1.ln_2.bias [12], which %s asks for; fetch both from the"
            + " same model again",
        "model.safetensors",
        "config.json");
    checkpoint.tensors().remove("transformer.ln_f.weight");
    checkpoint.put("model.norm.weight", 1, 12);
    refused(
        checkpoint,
        "%s has no tensor transformer.h.1.ln_2.bias [12] (and 1 more), which %s asks for, and has"
            + " model.norm.weight, which it does not ask for; fetch both from the same model again",
        "model.safetensors",
        "config.json");
  }

  @Test
  void aHeadThatIsNotTiedHasToBeThere() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.tensors().remove("lm_head.weight");
    refused(
        checkpoint,
        "%s has no tensor lm_head.weight [23, 12], which %s asks for; fetch both from the same"
            + " model again",
        "model.safetensors",
        "config.json");
  }

  @Test
  void extraTensors() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.put("model.layers.0.self_attn.q_norm.weight", 1, 8);
    checkpoint.put("lm_head.bias", 1, 23);
    checkpoint.put("score.weight", 1, 2, 12);
    refused(
        checkpoint,
        "%s: tensor lm_head.bias [23] (and 1 more) has no place in the"
            + " model that %s describes; take both from the same model",
        "model.safetensors",
        "config.json");
  }

  @Test
  void moreBlocksThanTheConfigSays() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.config().put("num_hidden_layers", 1);
    Path written = checkpoint.write(folder);
    assertThatThrownBy(() -> Checkpoint.open(written))
        .hasMessageContaining("tensor model.layers.1.")
        .hasMessageContaining("has no place");
  }

  @Test
  void wrongShapes() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.put("model.layers.1.mlp.up_proj.weight", 1, 12, 20);
    refused(
        checkpoint,
        "%s: tensor model.layers.1.mlp.up_proj.weight is [12, 20], and %s makes it [20, 12]; take"
            + " both from the same model",
        "model.safetensors",
        "config.json");
    checkpoint.put("model.layers.1.mlp.up_proj.weight", 1, 240);
    Path written = checkpoint.write(folder);
    assertThatThrownBy(() -> Checkpoint.open(written)).hasMessageContaining("is [240], and");
  }

  @Test
  void truncatedFiles() throws IOException {
    Path file = TestCheckpoint.gpt2().write(folder).resolve("model.safetensors");
    byte[] all = Files.readAllBytes(file);
    for (int keep : new int[] {0, 5, 300, all.length / 2, all.length - 1}) {
      Files.write(file, Arrays.copyOf(all, keep));
      assertThatThrownBy(() -> Checkpoint.open(folder))
          .isInstanceOfSatisfying(
              ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.MODEL))
          .hasMessageStartingWith(file.toString())
          .hasMessageContaining("truncated")
          .hasMessageContaining("fetch it again");
    }
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    refused("%s is a pointer of Git LFS, not the weights; fetch it with: git lfs pull", file);
  }

  @Test
  void otherTypes() throws IOException {
    TestCheckpoint.gpt2().writeSharded(folder, DType.F64, 1);
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("tensor transformer.wte.weight is of type F64")
        .hasMessageContaining("F32, F16 and BF16 are read");
  }

  @Test
  void valuesThatAreNotFinite() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.gpt2();
    checkpoint.put("transformer.ln_f.bias", Float.POSITIVE_INFINITY, 12);
    refusedWhenWritten(checkpoint, DType.F32, "ln_f.bias holds the value Infinity");
    checkpoint.put("transformer.ln_f.bias", -1e5f, 12);
    refusedWhenWritten(
        checkpoint,
        DType.F16,
        "ln_f.bias holds a value of size 100000.0, and float16 ends at 65504; write it with --dtype"
            + " float32");
  }

  private void refusedWhenWritten(TestCheckpoint checkpoint, DType type, String message)
      throws IOException {
    Checkpoint opened = Checkpoint.open(checkpoint.write(folder));
    assertThatThrownBy(() -> opened.graph(type).write(folder.resolve("m.onnx"), opened))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.NUMERIC))
        .hasMessageStartingWith(folder.resolve("model.safetensors") + ": tensor transformer.")
        .hasMessageContaining(message);
  }

  @Test
  void foldersWithoutACheckpoint() throws IOException {
    Path absent = folder.resolve("absent");
    refused(
        () -> Checkpoint.open(absent),
        absent
            + " is neither a folder nor a GGUF file; name the folder that has config.json and the"
            + " weights");
    refused("no file %s; name the folder that has config.json and the weights", in("config.json"));
    Files.writeString(in("config.json"), "{oops");
    refused("%s is no JSON; fetch it again", in("config.json"));
    Files.writeString(in("config.json"), "[]");
    refused("%s is no JSON object; fetch it again", in("config.json"));
    Path file = TestCheckpoint.gpt2().write(folder).resolve("model.safetensors");
    Files.delete(file);
    refused(
        "%s has neither model.safetensors nor model.safetensors.index.json; name the folder that"
            + " has config.json and the weights",
        folder);
    Files.writeString(in("pytorch_model.bin"), "");
    refused(
        "%s has neither model.safetensors nor model.safetensors.index.json; pytorch_model.bin is"
            + " not read, save the checkpoint as safetensors",
        folder);
  }

  @Test
  void indices() throws IOException {
    Path index = in("model.safetensors.index.json");
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.writeSharded(folder, DType.BF16, 2);
    Path second = in(TestCheckpoint.shardName(1, 2));
    byte[] bytes = Files.readAllBytes(second);
    Files.delete(second);
    refused("%s names %s, which is missing; put it beside the index", index, second);
    Files.write(second, Files.readAllBytes(in(TestCheckpoint.shardName(0, 2))));
    refused(
        "tensor model.embed_tokens.weight is both in %s and in %s; fetch the checkpoint again",
        in(TestCheckpoint.shardName(0, 2)), second);
    Files.write(second, bytes);
    ObjectNode json = (ObjectNode) MAPPER.readTree(index.toFile());
    ObjectNode map = (ObjectNode) json.get("weight_map");
    map.put("model.norm.bias", TestCheckpoint.shardName(1, 2));
    MAPPER.writeValue(index.toFile(), json);
    refused(
        "%s says that tensor model.norm.bias is in %s, and it is not; fetch that file again",
        index, second);
    map.put("model.norm.bias", "../elsewhere.safetensors");
    MAPPER.writeValue(index.toFile(), json);
    refused(
        "%s: file '../elsewhere.safetensors' is not beside it; fetch the checkpoint again", index);
    Files.writeString(index, "{}");
    refused("%s has no weight_map; fetch it again", index);
  }

  @Test
  void aTypeThatIsNotKnownListsThoseThatAre() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.config().put("model_type", "mamba");
    refused(
        checkpoint,
        "%s: model_type 'mamba' is not known; known: gemma2, gemma3_text, gpt2, gpt_neox, granite,"
            + " llama, mistral, olmo2, phi3, qwen2, qwen3, smollm3. Others can be exported to ONNX"
            + " with their own tools",
        "config.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sliding_window | 1",
        "attn_logit_softcapping | 1",
        "attention_multiplier | 1",
        "use_parallel_residual | true",
        "rope_interleaved | true",
        "no_rope_layers | [1,0]",
        "quantization_config | {\"bits\":4}",
        "final_logit_softcapping | 30.0",
        "partial_rotary_factor | 0.5",
        "residual_multiplier | 0.22",
        "num_local_experts | 8",
        "is_encoder_decoder | true",
        "add_cross_attention | true"
      })
  void whatWouldChangeTheComputation(String name, String value) throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.config().set(name, MAPPER.readTree(value));
    refused(
        checkpoint,
        "%s: "
            + name
            + " is "
            + value
            + ", which changes what the model computes and is not supported; import a checkpoint"
            + " without it",
        "config.json");
    checkpoint.config().putNull(name);
    assertThat(Checkpoint.open(checkpoint.write(folder)).notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_hidden_layers | 2.5 | a whole number from 1 to 16,777,216",
        "num_hidden_layers | 5000 | at most 4096",
        "num_hidden_layers | 0 | a whole number from 1 to 16,777,216",
        "hidden_size | \"12\" | a whole number from 1 to 16,777,216",
        "num_key_value_heads | 3 | a divisor of num_attention_heads, which is 4",
        "head_dim | 7 | such that heads have an even width; it is 7",
        "rms_norm_eps | 0 | a number above 0",
        "attention_bias | 1 | true or false",
        "hidden_act | \"tanh\" | one of gelu, gelu_fast, gelu_new, gelu_python,"
            + " gelu_python_tanh, gelu_pytorch_tanh, relu, silu, swish",
      })
  void fieldsThatAreOff(String name, String value, String expected) throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    checkpoint.config().set(name, MAPPER.readTree(value));
    refused(checkpoint, "%s: " + name + " is " + value + "; it must be " + expected, "config.json");
  }

  @Test
  void fieldsThatAreMissing() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.gpt2();
    checkpoint.config().remove("n_layer");
    refused(
        checkpoint,
        "%s has no field n_layer; fetch the config.json of this checkpoint",
        "config.json");
  }

  @Test
  void otherScalings() throws IOException {
    TestCheckpoint checkpoint = TestCheckpoint.llama();
    ObjectNode scaling = (ObjectNode) checkpoint.config().get("rope_parameters");
    for (String type : new String[] {"dynamic", "yarn", "longrope"}) {
      scaling.put("rope_type", type);
      refused(
          checkpoint,
          "%s: rope_parameters.rope_type is \""
              + type
              + "\"; it must be default, linear or llama3, other scalings are not supported",
          "config.json");
    }
    scaling.put("rope_type", "llama3").put("high_freq_factor", 1.0);
    refused(
        checkpoint,
        "%s: rope_parameters.high_freq_factor is 1.0; it must be above low_freq_factor, which is"
            + " 1.0",
        "config.json");
    scaling.remove("factor");
    scaling.put("high_freq_factor", 4.0);
    refused(
        checkpoint,
        "%s has no field rope_parameters.factor; fetch the config.json of this checkpoint",
        "config.json");
  }

  private Path in(String name) {
    return folder.resolve(name);
  }

  private void refused(TestCheckpoint checkpoint, String message, String... files)
      throws IOException {
    checkpoint.write(folder);
    refused(message, Arrays.stream(files).map(this::in).toArray(Path[]::new));
  }

  /** {@code message} has a {@code %s} for each of the files. */
  private void refused(String message, Path... files) {
    String expected = message;
    for (Path file : files) {
      expected = expected.replaceFirst("%s", Matcher.quoteReplacement(file.toString()));
    }
    refused(() -> Checkpoint.open(folder), expected);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProbeException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ProbeException.Kind.MODEL);
              assertThat(Objects.requireNonNull(e.getMessage()).lines()).hasSize(1);
            })
        .hasMessage(message);
  }
}
