package probe.cli;

import probe.ProbeException;

/** The exit codes; docs/exit-codes.md lists them for users. */
final class Exit {
  static final int OK = 0;
  static final int INTERNAL = 1;
  static final int USAGE = 2;
  static final int MODEL = 3;
  static final int INPUT = 4;
  static final int OUTPUT = 5;
  static final int DEVICE = 6;
  static final int NUMERIC = 7;

  /** As the shell reports a program that Ctrl-C ended. */
  static final int INTERRUPTED = 130;

  /** The same of one that was asked to end. */
  static final int TERMINATED = 143;

  // 8 is the launcher's: no JDK, or the build failed

  private Exit() {}

  static int of(ProbeException.Kind kind) {
    return switch (kind) {
      case MODEL -> MODEL;
      case INPUT -> INPUT;
      case OUTPUT -> OUTPUT;
      case DEVICE -> DEVICE;
      case NUMERIC -> NUMERIC;
    };
  }
}
