package probe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rooms (packages under {@code probe}) and the arrows between them. A room that has no classes
 * yet breaks nothing; a room that this table does not know does.
 */
class ArchitectureTest {
  /** Room to the rooms that it may use. The root package holds what every room may use. */
  private static final Map<String, Set<String>> ARROWS = new TreeMap<>();

  static {
    room("tensor");
    room("result");
    room("algebra", "tensor");
    room("stats", "result");
    room("theory", "algebra", "linear", "stats", "tensor", "result");
    room("pocket", "stats", "tensor");
    room("concept");
    room("onnx", "tensor");
    room("checkpoint", "onnx", "tensor");
    room("source", "checkpoint", "onnx", "tensor");
    room("model", "onnx", "tensor");
    room("geometry", "algebra", "stats", "tensor", "result");
    room("linear", "algebra", "stats", "tensor", "result");
    room("kind", "concept", "geometry", "linear", "algebra", "stats", "tensor", "result");
    room("facts", "model", "concept", "stats", "result");
    room("tune", "onnx", "model", "algebra", "tensor");
    room(
        "plan",
        "onnx",
        "model",
        "concept",
        "geometry",
        "linear",
        "algebra",
        "stats",
        "tensor",
        "result",
        "kind");
    room(
        "ocr", "facts", "tune", "model", "plan", "onnx", "result", "stats", "algebra", "linear",
        "tensor", "concept");
    // renders the records of these; it has no model to compute anything with
    room("report", "result", "plan", "concept", "stats");
    // the statistics of toys and of models side by side; a run is known by its results alone
    room("compare", "theory", "algebra", "result", "stats");
    room(
        "cli",
        "source",
        "checkpoint",
        "onnx",
        "model",
        "concept",
        "geometry",
        "linear",
        "stats",
        "tensor",
        "facts",
        "tune",
        "ocr",
        "pocket",
        "result",
        "algebra",
        "kind",
        "plan",
        "report",
        "theory",
        "compare");
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("probe");

  private static void room(String name, String... uses) {
    ARROWS.put(name, new TreeSet<>(Arrays.asList(uses)));
  }

  private static ArchRule arrowsOf(String room) {
    String[] others =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(room) && !ARROWS.get(room).contains(other))
            .map(ArchitectureTest::packages)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(packages(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .as(room + " uses only " + ARROWS.get(room) + " and the root package")
        .allowEmptyShould(true);
  }

  private static String packages(String room) {
    return "probe." + room + "..";
  }

  static Stream<String> rooms() {
    return ARROWS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyTheRoomsItMay(String room) {
    arrowsOf(room).check(CLASSES);
  }

  @Test
  void analysesReadNoFilesAndRunNoModels() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "probe.algebra..",
            "probe.geometry..",
            "probe.linear..",
            "probe.stats..",
            "probe.theory..",
            "probe.kind..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..", "ai.onnxruntime..", "ai.djl..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theModelFileIsReadWithoutARuntime() {
    noClasses()
        .that()
        .resideInAPackage("probe.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnxruntime..", "ai.djl..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theRootPackageUsesNoRoom() {
    String[] all = rooms().map(ArchitectureTest::packages).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("probe")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(all)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void noCyclesBetweenRooms() {
    slices()
        .matching("probe.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyRoomIsInTheTable() {
    List<String> rooms =
        CLASSES.stream()
            .map(c -> c.getPackageName())
            .filter(name -> name.startsWith("probe."))
            .map(name -> name.split("\\.", -1)[1])
            .distinct()
            .toList();

    assertThat(ARROWS.keySet()).containsAll(rooms);
  }

  @Test
  void anArrowTheWrongWayIsFound() {
    JavaClasses test = new ClassFileImporter().importClasses(ArchitectureTest.class);

    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("probe")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.assertj..");

    assertThatThrownBy(() -> rule.check(test)).isInstanceOf(AssertionError.class);
  }
}
