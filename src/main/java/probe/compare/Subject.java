package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.result.Analysis;
import probe.result.Concept;
import probe.result.Finding;
import probe.result.RunDocument;
import probe.result.Table;

/**
 * A model, and all that was found on it.
 *
 * @param name what it is called in tables, unique among the subjects
 * @param sources results of runs on this model
 * @param course results at points of its training, from the first; empty where there are none
 */
public record Subject(String name, Rung rung, List<Source> sources, List<Point> course) {

  /** Results of a run, and where they are. */
  public record Source(String where, RunDocument document) {}

  /**
   * A point of training.
   *
   * @param excess loss above the entropy of the data, nats a token
   */
  public record Point(int step, double excess, RunDocument document) {
    /** The first analysis of a kind, or null. */
    @Nullable Part part(String kind) {
      Source source = new Source("step " + step, document);
      return document.analyses().stream()
          .filter(analysis -> analysis.kind().equals(kind))
          .map(analysis -> new Part(source, analysis))
          .findFirst()
          .orElse(null);
    }
  }

  /** An analysis with the run that it is from. */
  record Part(Source source, Analysis analysis) {
    long seed() {
      return source.document().provenance().get("seed") instanceof Number number
          ? number.longValue()
          : 0;
    }

    String where() {
      return source.where() + ", " + analysis.probe();
    }

    /** What a run was told, such as "--method"; "" where it was told nothing of the kind. */
    String setting(String name) {
      Object value = analysis.settings().get(name);
      return value == null ? "" : value.toString();
    }

    Optional<Table> table(String id) {
      return analysis.tables().stream().filter(table -> table.id().equals(id)).findFirst();
    }

    Stream<Finding> findings(Predicate<Finding> which) {
      return analysis.findings().stream().filter(which);
    }
  }

  public Subject {
    sources = List.copyOf(sources);
    course = List.copyOf(course);
  }

  /** A model with the results of one run. */
  public static Subject of(String name, Rung rung, String where, RunDocument document) {
    return new Subject(name, rung, List.of(new Source(where, document)), List.of());
  }

  /** Whether nothing is known of it but points of its training. */
  boolean hasCourseOnly() {
    return !course.isEmpty()
        && sources.stream()
            .allMatch(
                source -> course.stream().anyMatch(p -> p.document().equals(source.document())));
  }

  /** All analyses of a kind. */
  List<Part> parts(String kind) {
    List<Part> out = new ArrayList<>();
    for (Source source : sources) {
      for (Analysis analysis : source.document().analyses()) {
        if (analysis.kind().equals(kind)) {
          out.add(new Part(source, analysis));
        }
      }
    }
    return out;
  }

  /** The first analysis of a kind, or null. */
  @Nullable Part part(String kind) {
    List<Part> all = parts(kind);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** The concepts of the run that {@code part} is from. */
  static List<Concept> concepts(Part part) {
    return part.source().document().concepts();
  }
}
