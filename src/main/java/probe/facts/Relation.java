package probe.facts;

import java.util.List;

/**
 * A question that has one answer a subject.
 *
 * @param templates sentences that training states it in
 * @param heldOut the sentence that only tests ask it in
 */
public record Relation(
    String name, List<String> values, List<Template> templates, Template heldOut) {
  public Relation {
    values = List.copyOf(values);
    templates = List.copyOf(templates);
  }
}
