package probe.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import probe.Companions;
import probe.OutputFolder;
import probe.ProbeException;
import probe.checkpoint.family.Architecture;
import probe.checkpoint.family.ConfigJson;
import probe.checkpoint.family.Family;
import probe.checkpoint.gguf.GgufFile;
import probe.checkpoint.gguf.GgufModel;
import probe.onnx.Storage;
import probe.onnx.write.GraphWriter;
import probe.onnx.write.Weight;
import probe.onnx.write.WeightSource;
import probe.tensor.DType;
import probe.tensor.Matrix;

/**
 * A model as Hugging Face saves it: config.json, and weights in safetensors files, which are mapped
 * and never loaded as a whole.
 */
public final class Checkpoint implements WeightSource {
  private static final int BLOCK = 1024;

  private final ConfigJson config;
  private final Architecture architecture;
  private final Tensors tensors;
  private final boolean tied;
  private final List<String> notes = new ArrayList<>();

  private Checkpoint(ConfigJson config, Architecture architecture, Tensors tensors) {
    this.config = config;
    this.architecture = architecture;
    this.tensors = tensors;
    this.tied = architecture.tied() && !hasOwnHead();
    if (architecture.tied() && !tied) {
      notes.add(
          "%s and %s differ, though config.json ties them; both are written"
              .formatted(architecture.head(), architecture.embedding()));
    }
    if (!config.unread().isEmpty()) {
      notes.add("not used from config.json: " + String.join(", ", config.unread()));
    }
  }

  /**
   * Opens the checkpoint {@code source}, a folder or a GGUF file, and makes sure that it has the
   * tensors that its configuration describes, and no others.
   *
   * @throws ProbeException if its model type is not known, an option is not supported, or files or
   *     tensors are missing, truncated, of another shape or without a place
   */
  public static Checkpoint open(Path source) {
    if (GgufFile.is(source)) {
      GgufModel model = GgufModel.open(source);
      ConfigJson config = ConfigJson.of(source, model.config());
      return open(config, model);
    }
    return openFolder(source);
  }

  private static Checkpoint openFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw ProbeException.model(
          folder
              + " is neither a folder nor a GGUF file; name the folder that has config.json and the"
              + " weights");
    }
    ConfigJson config = ConfigJson.in(folder);
    return open(config, TensorFolder.open(folder));
  }

  private static Checkpoint open(ConfigJson config, Tensors tensors) {
    Checkpoint checkpoint = new Checkpoint(config, Family.of(config), tensors);
    checkpoint.requireTensors();
    return checkpoint;
  }

  /** Whether there is a head that is not the embedding. */
  private boolean hasOwnHead() {
    String embedding = find(architecture.names(architecture.embedding()));
    String head = find(architecture.names(architecture.head()));
    if (embedding == null || head == null) {
      return false;
    }
    if (!tensors.shape(head).equals(tensors.shape(embedding))) {
      return true;
    }
    Matrix heads = tensors.matrix(head);
    Matrix rows = tensors.matrix(embedding);
    for (int from = 0; from < rows.rows(); from += BLOCK) {
      int count = Math.min(BLOCK, rows.rows() - from);
      float[] a = new float[count * rows.columns()];
      float[] b = new float[count * rows.columns()];
      heads.copyRows(from, count, a);
      rows.copyRows(from, count, b);
      if (!Arrays.equals(a, b)) {
        return true;
      }
    }
    return false;
  }

  private void requireTensors() {
    // a graph of as many blocks as a damaged config may name takes memory
    if (architecture.blocks() > tensors.names().size()) {
      throw ProbeException.model(
          "%s has %d tensors, and %s makes it %d blocks; take both from the same model"
              .formatted(
                  tensors.files().getFirst(),
                  tensors.names().size(),
                  config.file(),
                  architecture.blocks()));
    }
    List<Weight> wanted = graph(DType.F32).weights();
    Set<String> used = new HashSet<>();
    List<String> missing = new ArrayList<>();
    for (Weight weight : wanted) {
      String name = find(weight.name());
      if (name == null) {
        missing.add(weight.name() + " " + weight.shape());
        continue;
      }
      used.add(name);
      if (!tensors.shape(name).equals(weight.shape())) {
        throw ProbeException.model(
            "%s: tensor %s is %s, and %s makes it %s; take both from the same model"
                .formatted(
                    tensors.file(name), name, tensors.shape(name), config.file(), weight.shape()));
      }
      DType type = tensors.matrix(name).dtype();
      if (type != DType.F32 && type != DType.F16 && type != DType.BF16) {
        throw ProbeException.model(
            "%s: tensor %s is of type %s; F32, F16 and BF16 are read"
                .formatted(tensors.file(name), name, type));
      }
    }
    List<String> extra = tensors.names().stream().filter(n -> isExtra(n, used)).toList();
    if (!missing.isEmpty()) {
      throw ProbeException.model(
          "%s has no tensor %s%s, which %s asks for%s; fetch both from the same model again"
              .formatted(
                  tensors.files().getFirst(),
                  missing.getFirst(),
                  more(missing.size()),
                  config.file(),
                  extra.isEmpty()
                      ? ""
                      : ", and has %s%s, which it does not ask for"
                          .formatted(extra.getFirst(), more(extra.size()))));
    }
    List<String> misplaced = extra.stream().filter(n -> changesResults(n, used)).toList();
    if (!misplaced.isEmpty()) {
      String name = misplaced.getFirst();
      throw ProbeException.model(
          "%s: tensor %s %s%s has no place in the model that %s describes; take both from the same model"
              .formatted(
                  tensors.file(name),
                  name,
                  tensors.shape(name),
                  more(misplaced.size()),
                  config.file()));
    }
    if (!extra.isEmpty()) {
      notes.add("tensors that the model does not use: " + String.join(", ", extra));
    }
  }

  private boolean isExtra(String name, Set<String> used) {
    boolean tiedHead = tied && architecture.names(architecture.head()).contains(name);
    return !used.contains(name) && !tiedHead && !architecture.isBuffer(name);
  }

  /** Whether {@code name} is part of a block, or of a module that has one of the {@code used}. */
  private boolean changesResults(String name, Set<String> used) {
    return architecture.isInBlock(name)
        || used.stream().anyMatch(other -> module(other).equals(module(name)));
  }

  private static String module(String name) {
    return name.substring(0, name.lastIndexOf('.') + 1);
  }

  private static String more(int count) {
    return count == 1 ? "" : " (and %d more)".formatted(count - 1);
  }

  /** What the checkpoint calls weight {@code name}, or null if it has no such tensor. */
  private @Nullable String find(String name) {
    String found = find(architecture.names(name));
    // a tied model may be saved with one of the two alone, whichever that is
    return found == null && tied && name.equals(architecture.embedding())
        ? find(architecture.names(architecture.head()))
        : found;
  }

  private @Nullable String find(List<String> names) {
    return names.stream().filter(tensors::has).findFirst().orElse(null);
  }

  private String name(Weight weight) {
    String name = find(weight.name());
    if (name == null) {
      throw new IllegalArgumentException("no tensor " + weight.name());
    }
    return name;
  }

  /** The model_type, such as "gpt2" or "llama". */
  public String modelType() {
    return config.text("model_type", "");
  }

  /** Whether embedding and head are one matrix. */
  public boolean tied() {
    return tied;
  }

  /** What a reader should know about how the checkpoint was read. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** How many tensors there were of each quantised type, such as Q4_1; empty for floats. */
  public Map<String, Integer> dequantised() {
    return tensors instanceof GgufModel file ? file.dequantised() : Map.of();
  }

  /** The same in words, such as "Q4_1 (210 tensors), Q8_0 (1 tensor)"; empty for floats. */
  public String dequantisedFrom() {
    return dequantised().entrySet().stream()
        .map(
            e ->
                "%s (%d tensor%s)"
                    .formatted(e.getKey(), e.getValue(), e.getValue() == 1 ? "" : "s"))
        .collect(Collectors.joining(", "));
  }

  /** How {@code weight} is stored, such as bfloat16 or Q4_1. */
  public String storedAs(Weight weight) {
    return tensors.storedAs(name(weight));
  }

  /**
   * Writes what lies beside a model, its configuration and its tokenizer, into {@code folder}.
   *
   * @return what a reader should know
   */
  public List<String> writeCompanions(OutputFolder folder) throws IOException {
    if (tensors instanceof GgufModel file) {
      return file.writeCompanions(folder.file(""));
    }
    Companions.copy(java.util.Objects.requireNonNull(config.file().getParent()), folder);
    return List.of();
  }

  /** config.json. */
  public JsonNode config() {
    return config.json();
  }

  /** The files that the model is in, config.json first. */
  public List<Path> files() {
    Set<Path> all = new LinkedHashSet<>(List.of(config.file()));
    all.addAll(tensors.files());
    return List.copyOf(all);
  }

  /** The graph, with weights stored as {@code type}; this checkpoint has their values. */
  public GraphWriter graph(DType type) {
    GraphWriter graph = architecture.graph().of(tied, type);
    if (!dequantised().isEmpty()) {
      graph.note(Storage.DEQUANTISED_FROM, dequantisedFrom());
    }
    return graph;
  }

  @Override
  public Matrix get(Weight weight) {
    return tensors.matrix(name(weight));
  }

  @Override
  public String describe(Weight weight) {
    String name = name(weight);
    return "%s: tensor %s".formatted(tensors.file(name), name);
  }
}
