package probe.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.List;
import probe.ProbeException;

/** Refuses graphs that are no decoder, each with what it looks like instead. */
final class DecoderChecks {
  private DecoderChecks() {}

  /** Some input must be looked up in an embedding table. */
  static void requireTokens(Path file, Graph graph, List<TokenLookup> lookups) {
    if (lookups.stream().anyMatch(l -> l.source() != null && !l.isSegments())) {
      return;
    }
    for (ValueInfoProto input : graph.inputs().values()) {
      ModelInput described = Inputs.describe(input, InputRole.UNKNOWN);
      if (described.elementType() == DataType.FLOAT_VALUE
          || described.elementType() == DataType.FLOAT16_VALUE) {
        String kind =
            described.dims().length == 4
                ? "an image or audio model"
                : "a model that takes embeddings or features";
        throw ProbeException.model(
            "%s takes no token ids: its input %s is float %s, so it looks like %s; pass a text decoder with an input of token ids"
                .formatted(file, described.name(), described.shape(), kind));
      }
    }
    throw ProbeException.model(
        file
            + " looks no token id up in an embedding table; pass a text decoder with an input of"
            + " token ids");
  }

  /** A head has a column for every token that can be fed, or a few more or less of padding. */
  static void requireVocabulary(Path file, Head head, TokenLookup tokens) {
    if (head.vocabulary() < tokens.rows() / 2) {
      throw ProbeException.model(
          "%s: the last projection (%s) gives %d numbers, but the embedding has %d tokens, so it is no head that predicts tokens; export the model with its language-model head (task text-generation)"
              .formatted(file, head.node(), head.vocabulary(), tokens.rows()));
    }
  }

  /** Every input in {@code needed} must be one that can be filled in. */
  static void requireKnownInputs(Path file, List<ModelInput> inputs, List<String> needed) {
    for (ModelInput input : inputs) {
      if (input.role() != InputRole.UNKNOWN || !needed.contains(input.name())) {
        continue;
      }
      String why =
          input.dims().length == 3
              ? "it is the decoder of an encoder-decoder model; only decoders that stand alone can"
                  + " be opened"
              : "its use is not known; export the model with token ids, attention mask, position"
                  + " ids and a past only";
      throw ProbeException.model(
          "%s needs the input %s %s: %s".formatted(file, input.name(), input.shape(), why));
    }
  }
}
