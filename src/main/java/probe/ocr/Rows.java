package probe.ocr;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import probe.facts.FactSet;
import probe.facts.FactTokens;
import probe.facts.Relation;
import probe.facts.Template;

/** The tokens of a fact set's names and answers: what training on it has news of. */
final class Rows {
  private Rows() {}

  /** Token ids, ascending. */
  static List<Integer> of(FactSet set, FactTokens tokens) {
    TreeSet<Integer> rows = new TreeSet<>();
    for (Relation relation : List.of(set.fact(), set.implication())) {
      for (Template template : relation.templates()) {
        Set<Integer> shared = new HashSet<>();
        Set<Integer> all = new HashSet<>();
        for (String name : set.names()) {
          Set<Integer> ids = ids(tokens.prompt(template.prompt(name)));
          if (all.isEmpty()) {
            shared.addAll(ids);
          }
          shared.retainAll(ids);
          all.addAll(ids);
        }
        // what every prompt has is the template's
        all.removeAll(shared);
        rows.addAll(all);
        for (int[] answer : tokens.answers(template.prompt(set.names().getFirst()))) {
          rows.addAll(ids(answer));
        }
      }
    }
    return List.copyOf(rows);
  }

  private static Set<Integer> ids(int[] tokens) {
    Set<Integer> out = new HashSet<>();
    Arrays.stream(tokens).forEach(out::add);
    return out;
  }
}
