package probe.concept;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import probe.ProbeException;

/** Numbers and flags of a YAML file, which stand there without quotes. */
public final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][-+]?\\d{1,3})?");
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,30}");

  private Numbers() {}

  static double number(YamlFile yaml, Node node, String field, double min, double max) {
    String text = plain(yaml, node, field);
    if (!NUMBER.matcher(text).matches()) {
      throw wrong(yaml, node, field, text, "a number such as 0.5");
    }
    double value = Double.parseDouble(text);
    if (!(value >= min && value <= max) || Double.isInfinite(value)) {
      throw wrong(
          yaml,
          node,
          field,
          text,
          range(
              "a finite number",
              show(min),
              min > Double.NEGATIVE_INFINITY,
              show(max),
              max < Double.POSITIVE_INFINITY));
    }
    return value;
  }

  /** A whole number from {@code min} to {@code max}, inclusive. */
  public static int integer(YamlFile yaml, Node node, String field, int min, int max) {
    String text = plain(yaml, node, field);
    if (!INTEGER.matcher(text).matches()) {
      throw wrong(yaml, node, field, text, "a whole number such as 5");
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      String from = String.valueOf(min);
      boolean bounded = max < Integer.MAX_VALUE || value.signum() > 0;
      throw wrong(yaml, node, field, text, range("", from, true, String.valueOf(max), bounded));
    }
    return value.intValue();
  }

  /** {@code true} or {@code false}. */
  public static boolean flag(YamlFile yaml, Node node, String field) {
    String text = plain(yaml, node, field);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(yaml, node, field, text, "true or false");
    };
  }

  private static String plain(YamlFile yaml, Node node, String field) {
    String text = yaml.filled(node, field, Text.SENTENCE).value();
    if (node instanceof ScalarNode scalar && !scalar.isPlain()) {
      throw yaml.at(
          YamlFile.line(node),
          "'%s' is the text \"%s\"; remove the quotes".formatted(field, Characters.shorten(text)));
    }
    return text;
  }

  private static String range(
      String unbounded, String min, boolean hasMin, String max, boolean hasMax) {
    if (hasMin && hasMax) {
      return "from " + min + " to " + max;
    }
    return hasMin ? "at least " + min : hasMax ? "at most " + max : unbounded;
  }

  private static String show(double bound) {
    return Double.isInfinite(bound)
        ? ""
        : BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }

  private static ProbeException wrong(
      YamlFile yaml, Node node, String field, String text, String must) {
    return yaml.at(
        YamlFile.line(node),
        "'%s' is %s; it must be %s".formatted(field, Characters.shorten(text), must));
  }
}
