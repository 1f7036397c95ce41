package probe.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.model.LanguageModel;
import probe.onnx.Decoder;
import probe.onnx.InputRole;
import probe.onnx.LogitStep;
import probe.onnx.ModelInput;
import probe.onnx.Storage;

/** What a model is, as {@code inspect} shows it; the names are those of its JSON. */
public record ModelFacts(Map<String, @Nullable Object> fields) {

  /** Reads the facts off {@code model}. */
  public static ModelFacts of(LanguageModel model) {
    Decoder decoder = model.decoder();
    Storage storage = decoder.storage();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("model", model.name());
    out.put("model_type", model.config().modelType().isEmpty() ? null : model.config().modelType());
    out.put("blocks", decoder.blocks());
    out.put("width", decoder.width());
    out.put("vocabulary", decoder.vocabulary());
    out.put("embedding_rows", decoder.embeddingRows());
    out.put("context_limit", model.contextLimit() < 0 ? null : model.contextLimit());
    boolean tied = model.tied();
    // exporters write a tied matrix twice; it is one set of weights all the same
    long twice = tied ? decoder.separateHeadWeights() : 0;
    out.put("parameters", storage.parameters() - twice);
    out.put("tied", tied);
    Map<String, @Nullable Object> head = new LinkedHashMap<>();
    head.put("kind", decoder.headKind());
    head.put("node", decoder.headNode());
    head.put("output", decoder.logitsOutput());
    out.put("head", head);
    out.put("bias", LogitStep.hasBias(decoder.logitSteps()));
    out.put("scale", LogitStep.scale(decoder.logitSteps()));
    out.put("softcap", LogitStep.softcap(decoder.logitSteps()));
    out.put("dtype", storage.dtype());
    out.put("quantisation", storage.quantisation());
    out.put("inputs", inputs(decoder));
    List<Map<String, Object>> sites = new ArrayList<>();
    for (int layer : model.allLayers()) {
      Map<String, Object> site = new LinkedHashMap<>();
      site.put("layer", layer);
      site.put("tensor", decoder.siteTensor(layer));
      site.put("site", model.site(layer));
      sites.add(site);
    }
    out.put("sites", sites);
    out.put("batching", model.batchMode().toString());
    out.put("tokenizer", model.tokenizer() == null ? null : model.tokenizer().file().toString());
    out.put("execution_provider", model.device().provider());
    return new ModelFacts(out);
  }

  private static Map<String, List<Map<String, Object>>> inputs(Decoder decoder) {
    Map<InputRole, List<Map<String, Object>>> byRole = new EnumMap<>(InputRole.class);
    for (ModelInput input : decoder.inputs()) {
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("name", input.name());
      described.put("dtype", typeName(input.elementType()));
      List<Object> shape = new ArrayList<>();
      for (int i = 0; i < input.dims().length; i++) {
        shape.add(input.dims()[i] >= 0 ? (Object) input.dims()[i] : input.symbols().get(i));
      }
      described.put("shape", shape);
      byRole.computeIfAbsent(input.role(), r -> new ArrayList<>()).add(described);
    }
    Map<String, List<Map<String, Object>>> out = new LinkedHashMap<>();
    byRole.forEach((role, list) -> out.put(role.name().toLowerCase(Locale.ROOT), list));
    return out;
  }

  private static String typeName(int elementType) {
    return switch (elementType) {
      case 1 -> "float32";
      case 6 -> "int32";
      case 7 -> "int64";
      case 9 -> "bool";
      case 10 -> "float16";
      case 11 -> "float64";
      case 16 -> "bfloat16";
      default -> "type " + elementType;
    };
  }
}
