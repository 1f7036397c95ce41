package probe.compare;

import java.util.List;
import probe.stats.Interval;

/** What was found on a model, or why nothing was. */
public sealed interface Measured {

  /**
   * A number.
   *
   * @param unit what the independent units are
   * @param where findings or tables that it was taken from
   * @param notes what a reader must know beside it
   */
  record Value(Interval interval, String unit, String where, List<String> notes)
      implements Measured {
    public Value {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Nothing.
   *
   * @param why what is missing, and what would give it
   */
  record Untested(String why) implements Measured {}

  /** Shorthand for one that could not be measured. */
  static Measured untested(String why) {
    return new Untested(why);
  }
}
