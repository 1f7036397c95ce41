package probe.facts.measure;

import java.util.Locale;
import probe.facts.Arm;
import probe.result.HypothesisTest;
import probe.stats.Interval;

/** Numbers and names as sentences have them. */
public final class Wording {
  private Wording() {}

  /** "0.94", and "-" for no number. */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.equals("-0.00") ? "0.00" : text;
  }

  /** "0.94 [0.90, 0.97]". */
  public static String interval(Interval interval) {
    return interval.defined()
        ? "%s [%s, %s]"
            .formatted(number(interval.estimate()), number(interval.low()), number(interval.high()))
        : number(interval.estimate());
  }

  /** "p = .012", after correction where there was one. */
  public static String p(HypothesisTest test) {
    double p = corrected(test);
    return p < 0.001 ? "p < .001" : "p = " + share(p);
  }

  /** "p = .004 (corrected .012)". */
  static String both(HypothesisTest test) {
    String corrected = p(test).replaceFirst("^p (= )?", "");
    String plain = p(test.corrected(test.p(), ""));
    return "%s (corrected %s)".formatted(plain, corrected);
  }

  /** ".012". */
  static String share(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replaceFirst("^0", "");
  }

  public static double corrected(HypothesisTest test) {
    Double adjusted = test.adjusted();
    return adjusted == null ? test.p() : adjusted;
  }

  /** What it is that an arm shows where its pairing transfers. */
  static String score(Arm arm) {
    return arm == Arm.TRUE ? "generalization" : "hallucination";
  }

  /** "of ten" and so on: how many candidates a rank is among. */
  public static String count(int number) {
    return switch (number) {
      case 2 -> "two";
      case 3 -> "three";
      case 4 -> "four";
      case 5 -> "five";
      case 6 -> "six";
      case 7 -> "seven";
      case 8 -> "eight";
      case 9 -> "nine";
      case 10 -> "ten";
      default -> String.valueOf(number);
    };
  }
}
