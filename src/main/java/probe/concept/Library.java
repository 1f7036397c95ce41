package probe.concept;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import probe.ProbeException;

/**
 * Everything that a set of files holds; every list is in the order of the files.
 *
 * @param wordPairs concepts
 * @param contextPairs pairs of contexts; a file of translations gives one list per concept
 * @param categories parents with their children
 * @param probeFiles files of any other kind, which the reader of that kind has yet to read
 */
public record Library(
    List<WordPairs> wordPairs,
    List<ContextPairs> contextPairs,
    List<Categories> categories,
    List<ProbeFile> probeFiles) {
  /** The kinds of files that hold data; every other kind is one of probe. */
  public static final List<String> DATA_KINDS =
      List.of(WordPairReader.KIND, TranslationReader.KIND, ContextReader.KIND, CategoryReader.KIND);

  /** The kind of fact sets, which no run reads. */
  public static final String FACTS_KIND = "facts";

  public Library {
    wordPairs = List.copyOf(wordPairs);
    contextPairs = List.copyOf(contextPairs);
    categories = List.copyOf(categories);
    probeFiles = List.copyOf(probeFiles);
  }

  /**
   * Reads {@code paths}; of a folder, every .yaml, .yml and .tsv file in it and below it, except
   * fact sets. Files are taken by name, whatever the order of {@code paths}.
   *
   * @throws ProbeException with file and line, for anything in a file that cannot be used, and for
   *     what stands twice in one file or in two
   */
  public static Library read(List<Path> paths) {
    return of(ConceptFiles.files(paths).stream().sorted().toList(), paths);
  }

  /** Reads {@code files}, which {@code paths} are or hold, in their order, each once. */
  static Library of(List<Path> files, List<Path> paths) {
    Seen seen = new Seen();
    List<WordPairs> wordPairs = new ArrayList<>();
    List<ContextPairs> contextPairs = new ArrayList<>();
    List<Categories> categories = new ArrayList<>();
    List<ProbeFile> probeFiles = new ArrayList<>();
    Set<Path> known = new HashSet<>();
    List<Path> factSets = new ArrayList<>();
    for (Path file : files) {
      if (!known.add(file.toAbsolutePath().normalize())) {
        continue;
      }
      String text = TextFile.read(file);
      if (!ConceptFiles.isYaml(file)) {
        wordPairs.add(WordPairReader.readColumns(file, text, seen));
        continue;
      }
      YamlFile yaml = YamlFile.read(file, text);
      String kind = kind(yaml);
      switch (kind) {
        case WordPairReader.KIND -> wordPairs.add(WordPairReader.read(yaml, seen));
        case TranslationReader.KIND -> contextPairs.addAll(TranslationReader.read(yaml, seen));
        case ContextReader.KIND -> contextPairs.add(ContextReader.read(yaml, seen));
        case CategoryReader.KIND -> categories.add(CategoryReader.read(yaml, seen));
        case FACTS_KIND -> factSets.add(file);
        default -> probeFiles.add(ProbeFile.read(yaml, seen));
      }
    }
    if (factSets.size() == known.size()) {
      throw factSet(factSets.getFirst());
    }
    factSets.stream()
        .filter(paths::contains)
        .findFirst()
        .ifPresent(
            named -> {
              throw factSet(named);
            });
    return new Library(wordPairs, contextPairs, categories, probeFiles);
  }

  private static ProbeException factSet(Path file) {
    return ProbeException.input(
        "%s:1: a fact set is no probe; it is for another command: probe ocr --facts %s"
            .formatted(file, file));
  }

  private static String kind(YamlFile yaml) {
    String todo = "known: " + String.join(", ", DATA_KINDS) + ", or one of probe";
    if (yaml.get("kind") == null) {
      // likelier a slip in the field's name than a field of a kind that is not given
      List<String> fields =
          Stream.of(
                  WordPairReader.FIELDS,
                  TranslationReader.FIELDS,
                  ContextReader.FIELDS,
                  CategoryReader.FIELDS)
              .flatMap(List::stream)
              .distinct()
              .toList();
      yaml.allowElse(fields, "the field 'kind' is missing; " + todo);
    }
    return yaml.required("kind", todo).value();
  }

  /**
   * Refuses contexts of a concept that no word pairs are called by.
   *
   * @throws ProbeException with the file and line that names the concept
   */
  public void requireConcepts() {
    Set<String> known = new TreeSet<>(wordPairs.stream().map(WordPairs::name).toList());
    for (ContextPairs contexts : contextPairs) {
      if (!known.contains(contexts.concept())) {
        throw ProbeException.input(
            "%s:%d: no word pairs called '%s'; known: %s"
                .formatted(
                    contexts.file(),
                    contexts.line(),
                    contexts.concept(),
                    known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }
}
