package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The module that a node was exported from, as far as its name or its metadata tell. */
final class Scopes {
  // of PyTorch's dynamo exporter: a list of module paths in Python's notation, the operator last
  private static final String NAME_SCOPES = "pkg.torch.onnx.name_scopes";

  // model.layers.0.mlp.up_proj.weight, with what quantisers add: .MatMul.weight_Q4, .weight.int8
  private static final Pattern PARAMETER =
      Pattern.compile("(.+?)(?:\\.MatMul)?\\.weight(?:[._].*)?");

  /** What checkpoints call the module of the head, where its own name is not to be had. */
  static final String HEAD = "lm_head";

  private static final Set<String> HEADS = Set.of(HEAD, "embed_out");
  private static final Set<String> EMBEDDINGS = Set.of("embed_tokens", "wte", "embed_in");

  private Scopes() {}

  /** Whether {@code module} has a name that checkpoints give the embedding of tokens. */
  static boolean isEmbedding(String module) {
    return EMBEDDINGS.contains(module.substring(module.lastIndexOf('.') + 1));
  }

  /** Whether {@code module} has a name that checkpoints give the head. */
  static boolean isHead(String module) {
    return HEADS.contains(module.substring(module.lastIndexOf('.') + 1));
  }

  /** The dotted path of the innermost module, such as model.layers.0.self_attn.q_proj, or "". */
  static String module(NodeProto node) {
    for (StringStringEntryProto entry : node.getMetadataPropsList()) {
      if (entry.getKey().equals(NAME_SCOPES)) {
        List<String> scopes =
            List.of(entry.getValue().replaceAll("[\\[\\]'\" ]", "").split(",", -1));
        return scopes.size() < 2 ? "" : scopes.get(scopes.size() - 2);
      }
    }
    // TorchScript: /model/layers.0/self_attn/q_proj/MatMul; a quantiser may have added a suffix
    String name = node.getName();
    int end = name.lastIndexOf('/');
    return name.startsWith("/") && end > 0 ? name.substring(1, end).replace('/', '.') : "";
  }

  /** The module of an initializer that is called after its parameter, or "". */
  static String ofParameter(String initializer) {
    Matcher matcher = PARAMETER.matcher(initializer);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
