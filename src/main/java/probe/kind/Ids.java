package probe.kind;

/** Names as parts of identifiers. */
final class Ids {
  private Ids() {}

  /** {@code name} with everything but letters, digits and "-" replaced by "-". */
  static String of(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}-]+", "-");
  }
}
