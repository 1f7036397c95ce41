package probe.kind;

/** Names as parts of identifiers. */
final class Ids {
  private Ids() {}

  /**
   * {@code name} where it is letters a to z, digits and "-"; else with everything else replaced by
   * "-" and a number at the end, so that "a_b" and "a-b" stay apart.
   */
  static String of(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9-]+", "-");
    return plain.equals(name) ? name : plain + "-" + Integer.toHexString(name.hashCode());
  }
}
