package probe.onnx;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.tensor.RowReader;
import probe.tensor.SafetensorsWriter;

/** Writes adapters with the names and keys of PEFT, as far as they say the same. */
final class AdapterWriter {
  private AdapterWriter() {}

  static void write(LoraAdapter adapter, Path folder) throws IOException {
    Path tensors = folder.resolve("adapter.safetensors");
    try (SafetensorsWriter out = new SafetensorsWriter(tensors)) {
      List<Long> offsets = new ArrayList<>();
      for (LoraDelta delta : adapter.deltas()) {
        String name = AdapterNames.PREFIX + delta.module();
        if (delta.embedding()) {
          offsets.add(out.declare(name + AdapterNames.EMBEDDING_A, delta.rank(), delta.out()));
          offsets.add(out.declare(name + AdapterNames.EMBEDDING_B, delta.in(), delta.rank()));
        } else {
          offsets.add(out.declare(name + AdapterNames.A, delta.rank(), delta.in()));
          offsets.add(out.declare(name + AdapterNames.B, delta.out(), delta.rank()));
        }
      }
      for (TokenRows rows : adapter.rows()) {
        String name = AdapterNames.PREFIX + rows.module() + AdapterNames.ROWS;
        offsets.add(out.declare(name, rows.ids().size(), rows.width()));
      }
      for (FullWeight full : adapter.full()) {
        offsets.add(out.declare(AdapterNames.PREFIX + full.parameter(), full.dims()));
      }
      int next = 0;
      for (LoraDelta delta : adapter.deltas()) {
        // PEFT calls the factor on the side of the tokens A where rows are looked up
        float[] first =
            delta.embedding()
                ? MergedWeights.transpose(delta.b(), delta.out(), delta.rank())
                : delta.a();
        float[] second =
            delta.embedding()
                ? MergedWeights.transpose(delta.a(), delta.rank(), delta.in())
                : delta.b();
        out.put(offsets.get(next++), first, 0, first.length);
        out.put(offsets.get(next++), second, 0, second.length);
      }
      for (TokenRows rows : adapter.rows()) {
        out.put(offsets.get(next++), rows.values(), 0, rows.values().length);
      }
      for (FullWeight full : adapter.full()) {
        long start = offsets.get(next++);
        int columns = full.values().columns();
        RowReader.forEachBlock(
            full.values(),
            (from, count, block) ->
                out.put(start + (long) from * columns * Float.BYTES, block, 0, count * columns));
      }
    }
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve("adapter.json").toFile(), config(adapter));
  }

  private static Map<String, @Nullable Object> config(LoraAdapter adapter) {
    Map<String, String> modules = new LinkedHashMap<>();
    adapter.deltas().forEach(d -> modules.put(d.module(), d.weight()));
    Map<String, String> parameters = new LinkedHashMap<>();
    adapter.full().forEach(f -> parameters.put(f.parameter(), f.weight()));
    Map<String, String> tables = new LinkedHashMap<>();
    Map<String, List<Integer>> tokens = new LinkedHashMap<>();
    for (TokenRows rows : adapter.rows()) {
      tables.put(rows.module(), rows.weight());
      tokens.put(rows.module(), rows.ids());
    }
    LoraAdapter.Origin origin = adapter.origin();
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    own.put("versions", origin.versions());
    own.put("command", origin.command());
    own.put("seed", origin.seed());
    own.put("base_sha256", origin.modelSha256());
    own.put("weights", modules);
    own.put("full", parameters);
    if (!tables.isEmpty()) {
      own.put("rows", tables);
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("peft_type", "LORA");
    out.put("task_type", "CAUSAL_LM");
    out.put("base_model_name_or_path", origin.model());
    out.put("r", adapter.rank());
    out.put("lora_alpha", adapter.alpha());
    out.put("target_modules", List.copyOf(modules.keySet()));
    out.put(
        "fan_in_fan_out",
        !modules.isEmpty() && adapter.deltas().stream().allMatch(LoraDelta::fanInFanOut));
    out.put("bias", "none");
    out.put("lora_dropout", 0.0);
    out.put("inference_mode", true);
    if (!tokens.isEmpty()) {
      out.put("trainable_token_indices", tokens);
    }
    out.put("probe", own);
    return out;
  }
}
