package probe.concept;

import java.text.Normalizer;
import java.util.OptionalInt;
import probe.ProbeException;

/**
 * A word, name or sentence of a file.
 *
 * @param value the text in Unicode's form NFC, without white space around it; may be empty
 * @param raw the same as it was written
 * @param line line of the file, from 1
 */
public record Text(String value, String raw, int line) {
  /** The longest word or name, in characters. */
  public static final int WORD = 100;

  /** The longest sentence. */
  public static final int SENTENCE = 5_000;

  /**
   * Checks that {@code raw} can be shown to a model, and that it is no longer than {@code most}.
   */
  static Text of(String file, int line, String what, String raw, int most) {
    String stripped = Characters.strip(raw);
    OptionalInt bad = stripped.codePoints().filter(c -> !Characters.usable(c)).findFirst();
    if (bad.isPresent()) {
      String before = stripped.substring(0, stripped.indexOf(bad.getAsInt()));
      throw ProbeException.input(
          "%s:%d: %s holds %s after '%s'; remove it"
              .formatted(
                  file, line, what, Characters.name(bad.getAsInt()), Characters.shorten(before)));
    }
    if (stripped.length() > most) {
      throw ProbeException.input(
          "%s:%d: %s has %d characters ('%s'); at most %d"
              .formatted(file, line, what, stripped.length(), Characters.shorten(stripped), most));
    }
    return new Text(normal(stripped), stripped, line);
  }

  /** {@code text} as it is compared. */
  static String normal(String text) {
    return Normalizer.normalize(Characters.strip(text), Normalizer.Form.NFC);
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** Whether both are the same to a reader, however their accents are encoded. */
  boolean same(Text other) {
    return value.equals(other.value);
  }

  /** For the message on two texts that are the same: what to know where they do not look it. */
  String note(Text other) {
    return raw.equals(other.raw) ? "" : Seen.NOTE;
  }
}
