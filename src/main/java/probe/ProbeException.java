package probe;

/**
 * An error that its reader can act on: one line with what was wrong, the value, where, and what to
 * do.
 */
public final class ProbeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of thing was wrong; each kind has its own exit code in the command line tool. */
  public enum Kind {
    /** The model file cannot be used. */
    MODEL,
    /** A text, token id, concept file or other input cannot be used. */
    INPUT,
    /** The output cannot be written. */
    OUTPUT,
    /** The device or one of its libraries is missing. */
    DEVICE,
    /** The computation gave numbers that mean nothing. */
    NUMERIC
  }

  private final Kind kind;

  private ProbeException(
      Kind kind, String message, @org.jspecify.annotations.Nullable Throwable cause) {
    // names from damaged files may hold line breaks, and an error is one line
    super(message.replaceAll("\\R", "?"), cause);
    this.kind = kind;
  }

  public static ProbeException model(String message) {
    return new ProbeException(Kind.MODEL, message, null);
  }

  public static ProbeException model(String message, Throwable cause) {
    return new ProbeException(Kind.MODEL, message, cause);
  }

  public static ProbeException input(String message) {
    return new ProbeException(Kind.INPUT, message, null);
  }

  public static ProbeException input(String message, Throwable cause) {
    return new ProbeException(Kind.INPUT, message, cause);
  }

  public static ProbeException output(String message, Throwable cause) {
    return new ProbeException(Kind.OUTPUT, message, cause);
  }

  public static ProbeException output(String message) {
    return new ProbeException(Kind.OUTPUT, message, null);
  }

  public static ProbeException device(String message) {
    return new ProbeException(Kind.DEVICE, message, null);
  }

  public static ProbeException device(String message, Throwable cause) {
    return new ProbeException(Kind.DEVICE, message, cause);
  }

  public static ProbeException numeric(String message) {
    return new ProbeException(Kind.NUMERIC, message, null);
  }

  public Kind kind() {
    return kind;
  }
}
