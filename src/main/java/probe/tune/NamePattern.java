package probe.tune;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pattern of names in which * stands for any letters; without one, any part of a name fits. */
final class NamePattern {
  private final Pattern pattern;

  NamePattern(String text) {
    String whole = text.contains("*") ? text : "*" + text + "*";
    this.pattern =
        Pattern.compile(
            Arrays.stream(whole.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
  }

  boolean fits(String name) {
    return pattern.matcher(name).matches();
  }
}
