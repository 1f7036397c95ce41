package probe.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** The keys and values at the beginning of a GGUF file. Lists stay in the file until asked for. */
final class Metadata {
  // a key's length, its type and a value
  private static final int LEAST_BYTES = 8 + 4 + 1;

  private final Path file;
  private final MemorySegment data;
  private final Map<String, Object> values;

  /** A list in the file: {@code count} values of {@code type} from byte {@code from} on. */
  private record Stored(ValueType type, long count, long from) {}

  private Metadata(Path file, MemorySegment data, Map<String, Object> values) {
    this.file = file;
    this.data = data;
    this.values = values;
  }

  /** Reads {@code count} keys. */
  static Metadata read(Path file, MemorySegment data, Cursor in, long count) {
    if (count < 0 || count > in.left() / LEAST_BYTES) {
      throw ProbeException.model(
          "%s: its header counts %s keys, more than the file can hold; it is truncated or damaged, fetch it again"
              .formatted(file, Long.toUnsignedString(count)));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    Metadata all = new Metadata(file, data, values);
    for (long i = 0; i < count; i++) {
      String key = in.text("key " + i);
      if (values.put(key, all.value(in, type(file, in.i32(key), key), key)) != null) {
        throw ProbeException.model(
            "%s: the key %s is there twice; the file is damaged, fetch it again"
                .formatted(file, GgufFile.shown(key)));
      }
    }
    return all;
  }

  private static ValueType type(Path file, int number, String key) {
    ValueType type = ValueType.of(number);
    if (type == null) {
      throw ProbeException.model(
          "%s: the value of %s is of type %s, which GGUF does not know; the file is damaged, fetch it again"
              .formatted(file, GgufFile.shown(key), Integer.toUnsignedString(number)));
    }
    return type;
  }

  private Object value(Cursor in, ValueType type, String key) {
    return switch (type) {
      case STRING -> in.text(key);
      case ARRAY -> list(in, key);
      default -> type.read(in, key);
    };
  }

  private Stored list(Cursor in, String key) {
    ValueType type = type(file, in.i32(key), key);
    if (type == ValueType.ARRAY) {
      throw ProbeException.model(
          "%s: %s is a list of lists, which no key of a model is; fetch the file again"
              .formatted(file, GgufFile.shown(key)));
    }
    long count = in.count(type.bytes(), "the length of " + GgufFile.shown(key));
    if (count > Integer.MAX_VALUE - 8) {
      throw ProbeException.model(
          "%s: %s has %d entries, more than can be read"
              .formatted(file, GgufFile.shown(key), count));
    }
    Stored list = new Stored(type, count, in.at());
    if (type == ValueType.STRING) {
      for (long i = 0; i < count; i++) {
        in.skipText(key);
      }
    } else {
      in.take(count * type.bytes(), key);
    }
    return list;
  }

  Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  private <T> @Nullable T get(String key, Class<T> type, String expected) {
    Object value = values.get(key);
    if (value != null && !type.isInstance(value)) {
      throw wrong(key, value, expected);
    }
    return type.cast(value);
  }

  private ProbeException wrong(String key, Object value, String expected) {
    return ProbeException.model(
        "%s: %s is %s; it must be %s"
            .formatted(
                file,
                key,
                value instanceof Stored list
                    ? "a list of " + list.count()
                    : GgufFile.shown("" + value),
                expected));
  }

  @Nullable String text(String key) {
    return get(key, String.class, "a text");
  }

  @Nullable Boolean flag(String key) {
    return get(key, Boolean.class, "true or false");
  }

  @Nullable Long integer(String key) {
    return get(key, Long.class, "a whole number");
  }

  @Nullable Double number(String key) {
    Object value = values.get(key);
    return value instanceof Long whole ? Double.valueOf(whole) : get(key, Double.class, "a number");
  }

  /** The texts of list {@code key}, or null. */
  @Nullable List<String> texts(String key) {
    Stored list = get(key, Stored.class, "a list of texts");
    if (list == null) {
      return null;
    }
    if (list.type() != ValueType.STRING) {
      throw wrong(key, list, "a list of texts");
    }
    Cursor in = new Cursor(file, data, list.from());
    List<String> texts = new ArrayList<>((int) list.count());
    for (long i = 0; i < list.count(); i++) {
      texts.add(in.text(key));
    }
    return texts;
  }

  /** The numbers of list {@code key}, each a Long, Double or Boolean, or null. */
  @Nullable List<Object> values(String key) {
    Stored list = get(key, Stored.class, "a list");
    if (list == null) {
      return null;
    }
    if (!list.type().isFixed()) {
      throw wrong(key, list, "a list of numbers");
    }
    Cursor in = new Cursor(file, data, list.from());
    List<Object> values = new ArrayList<>((int) list.count());
    for (long i = 0; i < list.count(); i++) {
      values.add(list.type().read(in, key));
    }
    return values;
  }

  /** The value of {@code key}, which is there: a Long, Double, Boolean, String or a list. */
  Object value(String key) {
    return java.util.Objects.requireNonNull(values.get(key), key);
  }

  /** Whether {@code key} has a list. */
  boolean isList(String key) {
    return values.get(key) instanceof Stored;
  }
}
