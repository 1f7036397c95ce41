package probe.kind;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.concept.ProbeFile;
import probe.geometry.Hierarchy;
import probe.geometry.Space;
import probe.geometry.WordGroups;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Table;
import probe.stats.Seeds;

/** Do categories lie at their parent's vector plus something orthogonal to it? */
@AutoService(ProbeKind.class)
public final class HierarchyKind implements ProbeKind {
  private static final String QUESTION =
      "Is a category's vector its parent's plus something orthogonal: does it share the direction"
          + " of its siblings, is it more than that, and does it have all of it?";

  @Override
  public String name() {
    return "hierarchy";
  }

  @Override
  public Probe read(ProbeFile file) {
    return new HierarchyProbe(
        file.name(),
        // a mean that all words have would be a parent of everything
        file.choices(
            "products",
            List.of(Vectors.CENTRED, Vectors.CAUSAL),
            List.of(Vectors.CENTRED, Vectors.CAUSAL)),
        file.number("margin", 0.25, 0.01, 0.9),
        file.integer("draws", 999, 99, 1_000_000),
        file.integer("published-draws", 20, 2, 10_000),
        file.settings());
  }

  /**
   * One probe.
   *
   * @param margin how far from 1 a child's share of its parent may be
   * @param publishedDraws draws of random words for the published number
   */
  private record HierarchyProbe(
      String name,
      List<String> products,
      double margin,
      int draws,
      int publishedDraws,
      Map<String, Object> settings)
      implements Probe {

    @Override
    public void plan(Corpus corpus, Needs needs) {
      // the unembedding is all it takes
    }

    @Override
    public Analysis analyse(Corpus corpus, Vectors vectors, long seed) {
      Draft draft = new Draft(name, "hierarchy", QUESTION, settings);
      List<WordGroups> parents = corpus.categories().stream().map(HierarchyProbe::groups).toList();
      for (String product : products) {
        Optional<Space> space = draft.space(vectors, product);
        if (space.isPresent()) {
          List<Hierarchy> measured = new ArrayList<>();
          for (WordGroups parent : parents) {
            if (parent.atLeast(Hierarchy.FEWEST_WORDS).size() >= Hierarchy.FEWEST_CHILDREN) {
              List<WordGroups> others =
                  parents.stream().filter(p -> !p.name().equals(parent.name())).toList();
              measured.add(
                  Hierarchy.of(
                      space.get(),
                      parent,
                      others,
                      draws,
                      publishedDraws,
                      Seeds.of(seed, name + "/" + product)));
            }
          }
          draft.add(
              new HierarchyVerdicts(name, product, margin, Seeds.of(seed, name + "/" + product))
                  .findings(measured));
          draft.add(untested(parents, measured, product));
          draft.add(table(measured, product));
        }
      }
      if (!draft.findings().isEmpty()) {
        draft.note(
            "The published number, the cosine of child less parent with the parent, is near zero"
                + " for random words too, because the child's words are among the parent's; the"
                + " verdict rests on the share of the parent that is estimated from other words.");
      }
      return draft.done("categories and products");
    }

    private static WordGroups groups(Corpus.CategoryTokens category) {
      return new WordGroups(
          category.categories().name(),
          List.copyOf(category.children().keySet()),
          category.children().values().toArray(int[][]::new));
    }

    /** Children of parents that could not be measured, and children with too few words. */
    private List<Finding> untested(
        List<WordGroups> parents, List<Hierarchy> measured, String product) {
      List<Finding> out = new ArrayList<>();
      for (WordGroups parent : parents) {
        Optional<Hierarchy> found =
            measured.stream().filter(h -> h.parent().equals(parent.name())).findFirst();
        for (int c = 0; c < parent.size(); c++) {
          String child = parent.children().get(c);
          if (found.isEmpty() || found.get().skipped().contains(child)) {
            out.add(
                Finding.untested(
                    HierarchyVerdicts.id(name, parent.name(), child, product),
                    HierarchyVerdicts.claim(parent.name(), child, product),
                    child,
                    "%d of its words are single tokens; it takes %d words in each of %d children of a parent"
                        .formatted(
                            parent.tokens()[c].length,
                            Hierarchy.FEWEST_WORDS,
                            Hierarchy.FEWEST_CHILDREN)));
          }
        }
      }
      return out;
    }

    private static Table table(List<Hierarchy> measured, String product) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (Hierarchy h : measured) {
        for (int c = 0; c < h.children().size(); c++) {
          Hierarchy.Child child = h.children().get(c);
          int column = c;
          List<@Nullable Object> row = new ArrayList<>();
          row.add(h.parent());
          row.add(child.name());
          row.add(child.words());
          row.add(Figures.number(child.own().share()));
          row.add(Figures.number(child.own().cosine().value()));
          row.add(
              Figures.number(
                  child.other().stream().mapToDouble(o -> o.share()).average().orElse(Double.NaN)));
          row.add(Figures.number(child.published()));
          row.add(Figures.mean(Arrays.stream(h.randomPublished()).mapToDouble(r -> r[column])));
          row.add(Figures.mean(Arrays.stream(child.otherPublished())));
          rows.add(row);
        }
      }
      return new Table(
          "children-" + product,
          "Children and their parents, " + product + " product",
          "Share: how much of its siblings' common vector a child has, 1 in a hierarchy, 0 for a"
              + " stranger. Published: cosine of child less parent with the parent.",
          List.of(
              "parent",
              "child",
              "words",
              "share",
              "cosine without noise",
              "mean share of other parents",
              "published",
              "published: random words",
              "published: other parents"),
          rows);
    }
  }
}
