package probe.concept;

/** Characters that no tokenizer sees as its reader does: controls, and marks without a shape. */
final class Characters {
  // scripts such as Persian and Hindi need these two to join letters or keep them apart
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  // what a decoder leaves of bytes that it could not read
  private static final int REPLACEMENT = 0xFFFD;

  private Characters() {}

  /** Whether {@code character} may stand in a word or a sentence. */
  static boolean usable(int character) {
    if (character == ZERO_WIDTH_NON_JOINER || character == ZERO_WIDTH_JOINER) {
      return true;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE ->
          false;
      default -> character != REPLACEMENT;
    };
  }

  /** Whether {@code character} may stand in a file, where lines end and columns are parted. */
  static boolean usableInFile(int character) {
    return character == '\n' || character == '\r' || character == '\t' || usable(character);
  }

  /** {@code text} without white space around it, also of the kind that does not break lines. */
  static String strip(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && white(text.charAt(begin))) {
      begin++;
    }
    while (begin < end && white(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(begin, end);
  }

  // all of it is below U+10000
  private static boolean white(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  /** Number and name of a character, for messages. */
  static String name(int character) {
    String name = Character.getName(character);
    return "U+%04X".formatted(character) + (name == null ? "" : " (" + name + ")");
  }

  /** {@code text} on one line of bounded length, for messages. */
  static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
