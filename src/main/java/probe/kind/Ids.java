package probe.kind;

import java.util.Locale;

/** Names as parts of identifiers, which have letters, digits and "-" only. */
final class Ids {
  private Ids() {}

  /** {@code name}; where it has other characters, without them and told apart by its hash. */
  static String of(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9-]+", "-");
    return plain.equals(name)
        ? name
        : "%s-%08x".formatted(plain, name.hashCode()).toLowerCase(Locale.ROOT);
  }
}
