package probe.checkpoint.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import probe.JsonFile;
import probe.ProbeException;
import probe.checkpoint.Tensors;
import probe.tensor.DType;
import probe.tensor.Matrix;

/** A GGUF file as Hugging Face would have the model: its config.json, and tensors by its names. */
public final class GgufModel implements Tensors {
  private final GgufFile file;
  private final Layout layout;
  private final ObjectNode config;
  private final Map<String, GgufFile.Tensor> byName = new LinkedHashMap<>();

  private GgufModel(GgufFile file, Layout layout, ObjectNode config) {
    this.file = file;
    this.layout = layout;
    this.config = config;
  }

  /**
   * Reads {@code file}.
   *
   * @throws ProbeException if it is damaged, of an architecture that is not known, or has a key or
   *     tensor that changes the computation and is not
   */
  public static GgufModel open(Path file) {
    GgufFile opened = GgufFile.open(file);
    Layout layout = Layout.of(opened);
    Keys keys = new Keys(opened, layout.architecture());
    ObjectNode config = layout.config(keys, opened);
    keys.refuseOthers();
    GgufModel model = new GgufModel(opened, layout, config);
    model.name();
    return model;
  }

  private void name() {
    for (GgufFile.Tensor tensor : file.tensors().values()) {
      if (tensor.name().startsWith("rope_factors_")) {
        throw ProbeException.model(
            "%s: tensor %s belongs to longrope, a scaling that is not supported"
                .formatted(file.file(), tensor.name()));
      }
      if (tensor.name().equals("rope_freqs.weight")) {
        continue; // part of the config
      }
      GgufFile.Tensor other = byName.put(layout.named(tensor.name()), tensor);
      if (other != null) {
        throw ProbeException.model(
            "%s: tensors %s and %s are the same; the file is damaged, fetch it again"
                .formatted(file.file(), other.name(), tensor.name()));
      }
    }
  }

  /** The file itself. */
  public GgufFile file() {
    return file;
  }

  /** What config.json would say. */
  public ObjectNode config() {
    return config;
  }

  /** How many tensors there are of each quantised type, which are read as float32. */
  public Map<String, Integer> dequantised() {
    Map<String, Integer> types = new TreeMap<>();
    file.tensors().values().forEach(tensor -> types.merge(tensor.type().name(), 1, Integer::sum));
    types.keySet().removeAll(Set.of("F32", "F16", "BF16"));
    return types;
  }

  /**
   * Writes what lies beside a model, {@code config.json} and the tokenizer, into {@code folder}.
   *
   * @return what a reader should know
   */
  public List<String> writeCompanions(Path folder) throws IOException {
    JsonFile.write(folder.resolve("config.json"), config);
    if (!GgufTokenizer.isIn(file)) {
      return List.of("the file has no tokenizer");
    }
    try {
      return GgufTokenizer.write(file, folder);
    } catch (ProbeException e) {
      // the model is of use with token ids all the same
      return List.of("no tokenizer was written: " + e.getMessage());
    }
  }

  @Override
  public List<Path> files() {
    return new ArrayList<>(List.of(file.file()));
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  @Override
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  @Override
  public List<Integer> shape(String name) {
    return layout.shape(name, tensor(name).shape());
  }

  @Override
  public Path file(String name) {
    return file.file();
  }

  @Override
  public String storedAs(String name) {
    return switch (tensor(name).type()) {
      case F32 -> DType.F32.longName();
      case F16 -> DType.F16.longName();
      case BF16 -> DType.BF16.longName();
      default -> tensor(name).type().name();
    };
  }

  @Override
  public Matrix matrix(String name) {
    GgufFile.Tensor tensor = tensor(name);
    return layout.arranged(name, file.elements(tensor), tensor.shape(), config);
  }

  private GgufFile.Tensor tensor(String name) {
    GgufFile.Tensor tensor = byName.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return tensor;
  }
}
