package probe.checkpoint.gguf;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** The keys of one architecture in a file's metadata, such as {@code llama.block_count}. */
final class Keys {
  /** What says nothing about the logits of a text that is not longer than the first training's. */
  private static final Set<String> HARMLESS =
      Set.of(
          "vocab_size",
          "tensor_data_layout",
          "rope.scaling.finetuned",
          "rope.scaling.original_context_length",
          "leading_dense_block_count");

  private final Path file;
  private final Metadata metadata;
  private final String architecture;
  private final Set<String> read = new HashSet<>(HARMLESS);

  Keys(GgufFile file, String architecture) {
    this.file = file.file();
    this.metadata = file.metadata();
    this.architecture = architecture;
  }

  private String full(String key) {
    read.add(key);
    return architecture + "." + key;
  }

  /** A whole number from 1, where lists of one number throughout stand for that number. */
  @Nullable Integer sizeOrNull(String key) {
    String name = full(key);
    Object value = metadata.isList(name) ? common(name) : metadata.integer(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Long size) || size < 1 || size > 1 << 24) {
      throw ProbeException.model(
          "%s: %s is %s; it must be a whole number from 1 to %,d"
              .formatted(file, name, value, 1 << 24));
    }
    return size.intValue();
  }

  private Object common(String name) {
    List<Object> values = metadata.values(name);
    if (values == null || values.isEmpty() || new HashSet<>(values).size() > 1) {
      throw ProbeException.model(
          "%s: %s differs from block to block, which is not supported".formatted(file, name));
    }
    return values.getFirst();
  }

  int size(String key) {
    Integer size = sizeOrNull(key);
    if (size == null) {
      throw ProbeException.model(
          "%s has no key %s.%s; it is no model, or damaged".formatted(file, architecture, key));
    }
    return size;
  }

  /** True or false by block, or null where {@code key} is no list. */
  @Nullable List<Boolean> flags(String key) {
    String name = full(key);
    List<Object> values = metadata.isList(name) ? metadata.values(name) : null;
    if (values == null) {
      return null;
    }
    return values.stream().map(value -> value.equals(true) || value.equals(1L)).toList();
  }

  /** A number above 0, or null. */
  @Nullable Double positive(String key) {
    String name = full(key);
    Double value = metadata.number(name);
    if (value != null && !(value > 0 && value <= Float.MAX_VALUE)) {
      throw ProbeException.model(
          "%s: %s is %s; it must be a number above 0".formatted(file, name, value));
    }
    return value;
  }

  /** A number, which may be 0, or null. */
  @Nullable Double number(String key) {
    return metadata.number(full(key));
  }

  @Nullable String text(String key) {
    return metadata.text(full(key));
  }

  @Nullable Boolean flag(String key) {
    return metadata.flag(full(key));
  }

  /**
   * Makes sure that no key asks for what nobody read.
   *
   * @throws ProbeException naming the key
   */
  void refuseOthers() {
    String prefix = architecture + ".";
    for (String key : metadata.keys()) {
      if (key.startsWith(prefix)
          && !read.contains(key.substring(prefix.length()))
          && !isNeutral(key)) {
        throw refused(key);
      }
    }
  }

  private boolean isNeutral(String key) {
    if (metadata.isList(key)) {
      return false;
    }
    return switch (metadata.value(key)) {
      case Long number -> number == 0;
      case Double number -> number == 0;
      case Boolean flag -> !flag || key.endsWith(".attention.causal");
      case String text -> text.isEmpty() || text.equals("none");
      default -> false;
    };
  }

  ProbeException refused(String key) {
    return ProbeException.model(
        "%s: %s is %s, which may change what the model computes and is not supported"
            .formatted(
                file,
                GgufFile.shown(key),
                metadata.isList(key) ? "a list" : GgufFile.shown("" + metadata.value(key))));
  }

  /** The name of {@code key} in the file. */
  String name(String key) {
    return architecture + "." + key;
  }
}
