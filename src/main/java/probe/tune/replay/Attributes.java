package probe.tune.replay;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a node. */
final class Attributes {
  private final Map<String, AttributeProto> byName = new HashMap<>();

  Attributes(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      byName.put(attribute.getName(), attribute);
    }
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  long integer(String name, long otherwise) {
    AttributeProto attribute = byName.get(name);
    return attribute == null ? otherwise : attribute.getI();
  }

  double real(String name, double otherwise) {
    AttributeProto attribute = byName.get(name);
    return attribute == null ? otherwise : attribute.getF();
  }

  String text(String name, String otherwise) {
    AttributeProto attribute = byName.get(name);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  /** The whole numbers of {@code name}, or null. */
  long @Nullable [] integers(String name) {
    AttributeProto attribute = byName.get(name);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  @Nullable AttributeProto get(String name) {
    return byName.get(name);
  }
}
