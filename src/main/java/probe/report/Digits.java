package probe.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them: as many digits as carry something. */
final class Digits {
  /** Where there is no number. */
  static final String NONE = "–";

  private Digits() {}

  /** Three or so digits, "4.6e-7" for what is very small or large, a dash for null. */
  static String number(@Nullable Double value) {
    if (value == null) {
      return NONE;
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 1e6 || size < 5e-4) {
      return scientific(value);
    }
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.1f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.2f" : "%.3f", value);
  }

  private static String scientific(double value) {
    String text = String.format(Locale.ROOT, "%.1e", value);
    return text.replace(".0e", "e").replaceFirst("e([-+])0*(?=\\d)", "e$1").replace("e+", "e");
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** ".013", "&lt; .001", "1": a p-value is at most 1, so no zero leads. */
  static String p(@Nullable Double value) {
    if (value == null) {
      return NONE;
    }
    // half up on what was written, so that .0005 is not below what it rounds to
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    if (value < 0.001) {
      return "< .001";
    }
    if (rounded.compareTo(BigDecimal.ONE) == 0) {
      return value == 1 ? "1" : "> .999";
    }
    return rounded.toPlainString().replaceFirst("^0", "");
  }

  /** "20.25", "0.5": a number of things that is no whole number. */
  static String mean(double value) {
    return new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(value);
  }

  /** ".05": a level as it was chosen. */
  static String level(double value) {
    return BigDecimal.valueOf(value)
        .stripTrailingZeros()
        .toPlainString()
        .replaceFirst("^0\\.", ".");
  }

  /** "p = .013" or "p &lt; .001". */
  static String withP(@Nullable Double value) {
    String p = p(value);
    return Character.isDigit(p.charAt(0)) || p.charAt(0) == '.' ? "p = " + p : "p " + p;
  }

  /** "0.61 to 0.74", or a dash. */
  static String interval(@Nullable Double low, @Nullable Double high) {
    return low == null || high == null ? NONE : number(low) + " to " + number(high);
  }

  /** "95 %". */
  static String percent(@Nullable Double share) {
    return share == null
        ? NONE
        : BigDecimal.valueOf(100 * share)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString()
            + " %";
  }

  /** "1 test", "12 tests". */
  static String plural(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
