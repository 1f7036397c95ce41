package probe.report;

import com.samskivert.mustache.Mustache;
import java.util.regex.Pattern;

/** Text that means itself in Markdown, in a table's cell too. */
final class MarkdownText implements Mustache.Escaper {
  // a "<" before a space, an "_" within a word: these are only themselves
  private static final Pattern SPECIAL =
      Pattern.compile(
          "[\\\\`*\\[\\]|]|<(?=[\\p{L}/!?])|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])|&(?=#?\\w+;)");

  // control characters, and those that end a line or turn the direction of what follows
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+");

  // at the beginning of a line: a heading, a quotation, an item, a rule
  private static final Pattern BLOCK =
      Pattern.compile("^(\\d*)([#>]|[-+](?=\\s)|[-=~](?=[-=~]{2})|(?<=\\d)[.)](?=\\s))");

  @Override
  public String escape(String raw) {
    String line = UNSEEN.matcher(raw).replaceAll(" ");
    String escaped = SPECIAL.matcher(line).replaceAll("\\\\$0");
    return BLOCK.matcher(escaped).replaceFirst("$1\\\\$2");
  }
}
