package probe.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import probe.ProbeException;

/**
 * What an adapter's configuration may say: settings that are followed, and such as change nothing.
 *
 * <p>Whatever else is set is refused by its name, known or not, for it may change what the adapter
 * computes.
 */
final class AdapterSettings {
  private static final Set<String> FOLLOWED =
      Set.of(
          "peft_type",
          "r",
          "lora_alpha",
          "use_rslora",
          "rank_pattern",
          "alpha_pattern",
          "trainable_token_indices",
          "modules_to_save",
          "base_model_name_or_path",
          "probe");

  /** Which modules there are is read off the tensors, and so is the layout of their weights. */
  private static final Set<String> SAID_BY_TENSORS =
      Set.of(
          "target_modules",
          "exclude_modules",
          "layers_to_transform",
          "layers_pattern",
          "fan_in_fan_out",
          "ensure_weight_tying");

  /** Of training, of the program that wrote the file, or read only beside another setting. */
  private static final Set<String> HARMLESS =
      Set.of(
          "task_type",
          "auto_mapping",
          "peft_version",
          "revision",
          "inference_mode",
          "lora_dropout",
          "runtime_config",
          "megatron_core",
          "qalora_group_size",
          "loftq_config",
          "eva_config",
          "corda_config",
          "lora_ga_config");

  private static final Map<String, String> MEANINGS =
      Map.of(
          "use_dora", "DoRA",
          "bias", "trained biases",
          "lora_bias", "biases of the changes",
          "alora_invocation_tokens", "a change that begins at these tokens",
          "layer_replication", "blocks that are run more than once",
          "target_parameters", "changes of parameters outside of linear layers",
          "use_qalora", "pooled inputs");

  private AdapterSettings() {}

  /**
   * Makes sure that {@code config}, which is in {@code file}, asks for nothing that would be left
   * out.
   *
   * @throws ProbeException if it does
   */
  static void check(Path file, JsonNode config) {
    String type = config.path("peft_type").asText("LORA");
    if (!type.equals("LORA")) {
      throw ProbeException.input(
          "%s has peft_type %s; only LORA can be applied".formatted(file, type));
    }
    for (Map.Entry<String, JsonNode> entry : config.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      if (key.equals("init_lora_weights")) {
        checkStart(file, value);
      } else if (!isKnown(key) && isSet(key, value)) {
        String meaning = MEANINGS.getOrDefault(key, "");
        throw ProbeException.input(
            "%s sets %s to %s%s, which cannot be applied; only plain LoRA can"
                .formatted(file, key, brief(value), meaning.isEmpty() ? "" : " (" + meaning + ")"));
      }
    }
  }

  private static boolean isKnown(String key) {
    return FOLLOWED.contains(key) || SAID_BY_TENSORS.contains(key) || HARMLESS.contains(key);
  }

  private static boolean isSet(String key, JsonNode value) {
    if (key.equals("bias") && value.asText().equals("none")) {
      return false;
    }
    boolean empty =
        value.isContainerNode() ? value.isEmpty() : value.isTextual() && value.asText().isEmpty();
    return !empty && !value.isNull() && !(value.isBoolean() && !value.asBoolean());
  }

  /**
   * PEFT computes these starts again when it loads the adapter, and takes them off the weights of
   * the model.
   */
  private static void checkStart(Path file, JsonNode value) {
    String start = value.isTextual() ? value.asText().toLowerCase(Locale.ROOT) : "";
    if (start.startsWith("pissa")
        || start.startsWith("corda")
        || start.equals("olora")
        || start.equals("loftq")) {
      throw ProbeException.input(
          "%s sets init_lora_weights to %s, which changes the model's own weights; convert the adapter to plain LoRA (save_pretrained with path_initial_model_for_weight_conversion)"
              .formatted(file, brief(value)));
    }
  }

  private static String brief(JsonNode value) {
    String text = value.toString();
    return text.length() > 60 ? text.substring(0, 57) + "..." : text;
  }
}
