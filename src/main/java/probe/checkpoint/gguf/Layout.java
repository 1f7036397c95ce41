package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import probe.ProbeException;
import probe.tensor.Elements;
import probe.tensor.Matrix;

/**
 * How files of one {@code general.architecture} hold a model: what Hugging Face calls their keys
 * and tensors, and how it arranges the numbers. Found by its annotation, like a family.
 *
 * <p>Source: gguf-py's tensor_mapping and the conversions of llama.cpp.
 */
abstract class Layout {
  /** The {@code general.architecture}. */
  abstract String architecture();

  /** What config.json would say, from {@code keys} and the tensors of {@code file}. */
  abstract ObjectNode config(Keys keys, GgufFile file);

  /** Names of tensors outside of blocks, ours to Hugging Face's, without .weight and .bias. */
  abstract Map<String, String> ends();

  /** Names within a block. */
  abstract Map<String, String> parts();

  /** What Hugging Face's names within block n begin with, before n. */
  abstract String blocks();

  /** Tensor {@code stored} [shape] as Hugging Face arranges it. */
  Matrix arranged(String name, Elements stored, List<Integer> shape, ObjectNode config) {
    return plain(stored, shape);
  }

  /** The shape that Hugging Face gives tensor {@code name}. */
  List<Integer> shape(String name, List<Integer> stored) {
    return stored;
  }

  static Matrix plain(Elements stored, List<Integer> shape) {
    int columns = shape.getLast();
    return Matrix.of(stored, Math.toIntExact(stored.count() / columns), columns);
  }

  /**
   * What Hugging Face calls tensor {@code name}; names that are not known keep their place in a
   * block.
   */
  final String named(String name) {
    int dot = name.lastIndexOf('.');
    String suffix = dot < 0 ? "" : name.substring(dot);
    String bare = dot < 0 ? name : name.substring(0, dot);
    if (!bare.startsWith("blk.")) {
      return ends().getOrDefault(bare, bare) + suffix;
    }
    String[] words = bare.split("\\.", 3);
    String part = words.length < 3 ? "" : words[2];
    return blocks() + words[1] + "." + parts().getOrDefault(part, part) + suffix;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * The layout of {@code file}.
   *
   * @throws ProbeException if its architecture is missing or not known
   */
  static Layout of(GgufFile file) {
    TreeMap<String, Layout> known = new TreeMap<>();
    ServiceLoader.load(Layout.class, Layout.class.getClassLoader())
        .forEach(layout -> known.put(layout.architecture(), layout));
    String kind = file.metadata().text("general.type");
    if (kind != null && !kind.equals("model")) {
      throw ProbeException.model(
          "%s: general.type is '%s'; only files of type model are read"
              .formatted(file.file(), GgufFile.shown(kind)));
    }
    String architecture = file.metadata().text("general.architecture");
    Layout layout = architecture == null ? null : known.get(architecture);
    if (layout == null) {
      throw ProbeException.model(
          "%s: general.architecture %s; known: %s"
              .formatted(
                  file.file(),
                  architecture == null
                      ? "is missing"
                      : "'" + GgufFile.shown(architecture) + "' is not known",
                  String.join(", ", known.keySet())));
    }
    return layout;
  }
}
