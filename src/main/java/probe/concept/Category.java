package probe.concept;

import java.util.List;

/**
 * Words for members of one category.
 *
 * @param line line of the file that it begins on, from 1
 */
public record Category(String name, List<String> words, int line) {
  public Category {
    words = List.copyOf(words);
  }
}
