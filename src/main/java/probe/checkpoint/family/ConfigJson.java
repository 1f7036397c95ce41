package probe.checkpoint.family;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.onnx.write.Activation;

/** Reads the fields of a {@code config.json}, and remembers which ones. */
public final class ConfigJson {
  /** Most that a size may be: products of two still fit. */
  private static final int LARGEST = 1 << 24;

  private static final int MOST_BLOCKS = 4096;

  private final Path file;
  private final String prefix;
  private final JsonNode json;
  private final Set<String> read;

  private ConfigJson(Path file, String prefix, JsonNode json, Set<String> read) {
    this.file = file;
    this.prefix = prefix;
    this.json = json;
    this.read = read;
  }

  /**
   * Reads {@code config.json} in {@code folder}.
   *
   * @throws ProbeException if it is missing or no JSON object
   */
  public static ConfigJson in(Path folder) {
    Path file = folder.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw ProbeException.model(
          "no file %s; name the folder that has config.json and the weights".formatted(file));
    }
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      if (!json.isObject()) {
        throw ProbeException.model(file + " is no JSON object; fetch it again");
      }
      return new ConfigJson(file, "", json, new TreeSet<>());
    } catch (JsonProcessingException e) {
      throw ProbeException.model(file + " is no JSON; fetch it again", e);
    } catch (IOException e) {
      throw ProbeException.model("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * A configuration that {@code file} holds in another form, such as the metadata of a GGUF file.
   */
  public static ConfigJson of(Path file, JsonNode json) {
    return new ConfigJson(file, "", json, new TreeSet<>());
  }

  /** The file that it was read from. */
  public Path file() {
    return file;
  }

  /** All of it. */
  public JsonNode json() {
    return json;
  }

  /** The object {@code name}, or null where it is absent, null or empty. */
  @Nullable ConfigJson object(String name) {
    JsonNode value = value(name);
    if (value == null || (value.isObject() && value.isEmpty())) {
      return null;
    }
    if (!value.isObject()) {
      throw wrong(name, "an object");
    }
    return new ConfigJson(file, prefix + name + ".", value, new TreeSet<>());
  }

  /** The first of {@code names} that is there, a whole number from 1. */
  int size(String... names) {
    for (String name : names) {
      Integer value = sizeOrNull(name);
      if (value != null) {
        return value;
      }
    }
    throw ProbeException.model(
        "%s has no field %s%s; fetch the config.json of this checkpoint"
            .formatted(file, prefix, names[0]));
  }

  @Nullable Integer sizeOrNull(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > LARGEST) {
      throw wrong(name, "a whole number from 1 to %,d".formatted(LARGEST));
    }
    return value.asInt();
  }

  /** Whether field {@code name} is there, though it may be null. */
  boolean has(String name) {
    return json.has(name);
  }

  /** Passes over {@code names}, which the family's model does not read. */
  void ignore(String... names) {
    read.addAll(List.of(names));
  }

  /** A number of blocks. */
  int blocks(String... names) {
    int blocks = size(names);
    if (blocks > MOST_BLOCKS) {
      throw wrong(names[0], "at most " + MOST_BLOCKS);
    }
    return blocks;
  }

  /** A size that is {@code absent} where the field is, and {@code empty} where it is null. */
  int size(String name, int absent, int empty) {
    Integer value = sizeOrNull(name);
    return value != null ? value : has(name) ? empty : absent;
  }

  /** A whole number from 0. */
  int count(String name, int otherwise) {
    JsonNode value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isInt() || value.asInt() < 0 || value.asInt() > LARGEST) {
      throw wrong(name, "a whole number from 0 to %,d".formatted(LARGEST));
    }
    return value.asInt();
  }

  /** The entries of list {@code name}, or null. */
  @Nullable List<JsonNode> list(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!value.isArray()) {
      throw wrong(name, "a list");
    }
    return value.valueStream().toList();
  }

  /** A number above 0, or 0 where the field is null, or {@code absent} where it is not there. */
  double positiveOrNone(String name, double absent) {
    return has(name) ? positive(name, 0) : absent;
  }

  /** A number above 0. */
  double positive(String name, double otherwise) {
    JsonNode value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber() || !(value.asDouble() > 0) || value.asDouble() > Float.MAX_VALUE) {
      throw wrong(name, "a number above 0");
    }
    return value.asDouble();
  }

  /** A number above 0 that has to be there. */
  double positive(String name) {
    if (value(name) == null) {
      throw ProbeException.model(
          "%s has no field %s%s; fetch the config.json of this checkpoint"
              .formatted(file, prefix, name));
    }
    return positive(name, 0);
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.asBoolean();
  }

  /** A text. */
  public String text(String name, String otherwise) {
    JsonNode value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw wrong(name, "a text");
    }
    return value.asText();
  }

  Activation activation(String name, Activation otherwise) {
    String value = text(name, "");
    Activation known = value.isEmpty() ? otherwise : Activation.named(value);
    if (known == null) {
      throw wrong(name, "one of " + String.join(", ", Activation.names()));
    }
    return known;
  }

  ProbeException wrong(String name, String expected) {
    return ProbeException.model(
        "%s: %s%s is %s; it must be %s"
            .formatted(file, prefix, name, shortened(json.path(name)), expected));
  }

  /**
   * Makes sure that no field that nobody read asks for what is not written.
   *
   * @throws ProbeException naming the field
   */
  void refuseOthers() {
    boolean windows = json.path("use_sliding_window").asBoolean(true);
    for (String name : ConfigFields.REFUSED) {
      JsonNode value = json.get(name);
      boolean off = name.equals("sliding_window") && !windows;
      if (!read.contains(name) && value != null && !off && !isNeutral(name, value)) {
        throw refused(name);
      }
      read.add(name);
    }
    if (!read.contains("layer_types")) {
      for (JsonNode type : json.path("layer_types")) {
        if (!type.asText().equals("full_attention")) {
          throw ProbeException.model(
              "%s: layer_types has %s; only full_attention is supported in a %s"
                  .formatted(file, shortened(type), text("model_type", "model")));
        }
      }
    }
    if (json.path("use_sliding_window").asBoolean() && !read.contains("use_sliding_window")) {
      throw refused("use_sliding_window");
    }
    read.addAll(List.of("layer_types", "use_sliding_window"));
  }

  /** The error for field {@code name}, which asks for what is not written. */
  ProbeException refused(String name) {
    return ProbeException.model(
        "%s: %s%s is %s, which changes what the model computes and is not supported; import a checkpoint without it"
            .formatted(file, prefix, name, shortened(json.get(name))));
  }

  private static boolean isNeutral(String name, JsonNode value) {
    if (value.isNumber()) {
      return (value.asDouble() == 1 && ConfigFields.NEUTRAL_AT_ONE.contains(name))
          || (value.asDouble() == 0 && ConfigFields.NEUTRAL_AT_ZERO.contains(name));
    }
    return value.isNull()
        || (value.isContainerNode() ? value.isEmpty() : value.isBoolean() && !value.asBoolean());
  }

  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  /** Fields that nobody read, and that are not known to be without effect. */
  public List<String> unread() {
    List<String> out = new ArrayList<>();
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!read.contains(name) && !ConfigFields.HARMLESS.contains(name)) {
                out.add(name);
              }
            });
    return out;
  }

  private @Nullable JsonNode value(String name) {
    read.add(name);
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
