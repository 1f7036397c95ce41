package probe.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import probe.ProbeException;
import probe.compare.Subject;
import probe.compare.Subject.Point;
import probe.compare.Subject.Source;
import probe.result.RunDocument;

/** Results, by the model that they are of. */
final class CompareSubjects {
  /** By hash: the model's name, and its results. */
  private final Map<String, Collected> byModel = new LinkedHashMap<>();

  private final Rungs rungs = new Rungs();

  private static final class Collected {
    final String name;
    final List<Source> sources = new ArrayList<>();
    List<Point> course = List.of();

    Collected(String name) {
      this.name = name;
    }
  }

  /** A model.onnx is called by its folder, another file, folder or name on the hub by its end. */
  static String name(String source) {
    String text = source.replaceFirst("^hf:", "").replaceFirst("@.*", "");
    Path path = Path.of(text).toAbsolutePath().normalize();
    Path called = text.endsWith(".onnx") ? path.getParent() : path;
    return called == null || called.getFileName() == null
        ? text
        : called.getFileName().toString().replaceFirst("\\.gguf$", "");
  }

  /** {@code name}, or with a number behind it where another model is called so. */
  String free(String name) {
    Set<String> taken = new TreeSet<>();
    byModel.values().forEach(collected -> taken.add(collected.name));
    String out = name;
    for (int k = 2; taken.contains(out); k++) {
      out = name + "-" + k;
    }
    return out;
  }

  /**
   * Takes the results of a run in.
   *
   * @throws ProbeException if they are of no language model
   */
  void add(String where, RunDocument document) {
    if (document.provenance().get("model_sha256") == null) {
      throw ProbeException.input(
          "the results in %s are of no language model; pass folders that `probe run` or `probe ocr`"
                  .formatted(where)
              + " wrote");
    }
    String name = name(String.valueOf(document.provenance().get("model")));
    collected(document, name).sources.add(new Source(where, document));
  }

  /** Takes points of training in: they are of the model that stands at their end. */
  void addCourse(Path checkpoints, List<Point> course) {
    RunDocument last = course.getLast().document();
    Collected collected =
        collected(last, name(checkpoints.resolveSibling("model.onnx").toString()));
    collected.course = course;
    if (collected.sources.isEmpty()) {
      collected.sources.add(new Source(checkpoints + ", step " + course.getLast().step(), last));
    }
  }

  private Collected collected(RunDocument document, String name) {
    String key =
        "%s %s"
            .formatted(
                document.provenance().get("model_sha256"),
                document.provenance().get("adapter_sha256"));
    return byModel.computeIfAbsent(key, k -> new Collected(free(name)));
  }

  List<Subject> all() {
    List<Subject> out = new ArrayList<>();
    for (Collected collected : byModel.values()) {
      RunDocument document = collected.sources.getFirst().document();
      out.add(new Subject(collected.name, rungs.of(document), collected.sources, collected.course));
    }
    return out;
  }
}
