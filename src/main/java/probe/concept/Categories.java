package probe.concept;

import java.util.List;

/**
 * A category and the categories within it.
 *
 * @param name name of the parent, unlike that of any other category of a run
 * @param about a sentence on the list, or ""
 * @param file the file as the user named it
 * @param children at least two, without a word in common
 */
public record Categories(String name, String about, String file, List<Category> children) {
  public Categories {
    children = List.copyOf(children);
  }

  /** The words of all children, which are those of the parent. */
  public List<String> words() {
    return children.stream().flatMap(child -> child.words().stream()).toList();
  }
}
