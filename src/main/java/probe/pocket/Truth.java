package probe.pocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is true in the pocket world: which concepts are independent, and by how much others are not.
 */
public final class Truth {
  private Truth() {}

  /**
   * The log-odds of {@code to} against {@code from} as the next word after {@code context}, a
   * document so far without its boundary, in nats.
   */
  public static double logOdds(World world, String context, String from, String to) {
    NextToken next = NextToken.after(world, context);
    Vocabulary words = world.vocabulary();
    return Math.log(next.probability(words.id(to)) / next.probability(words.id(from)));
  }

  /** The pairs of concepts that are written down as independent or correlated. */
  public static List<Association> associations(World world) {
    List<Association> all = new ArrayList<>();
    for (List<String> row : Table.resource("associations.tsv").rows()) {
      String left = row.get(3);
      String right = row.get(6);
      all.add(
          new Association(
              row.get(0),
              row.get(1),
              row.get(2).equals("correlated"),
              left,
              row.get(4),
              row.get(5),
              logOdds(world, left, row.get(4), row.get(5)),
              right,
              row.get(7),
              row.get(8),
              logOdds(world, right, row.get(7), row.get(8))));
    }
    return List.copyOf(all);
  }

  /** All pairs of features within one lexicon. */
  public static List<FeatureAssociation> features(World world) {
    List<FeatureAssociation> all = new ArrayList<>();
    for (Lexicon lexicon : world.grammar().lexicons()) {
      int count = lexicon.features().size();
      for (int i = 0; i < count; i++) {
        for (int j = i + 1; j < count; j++) {
          all.add(
              new FeatureAssociation(
                  lexicon.name(),
                  words(world, lexicon.features().get(i)),
                  words(world, lexicon.features().get(j)),
                  ratio(lexicon, i, j)));
        }
      }
    }
    return List.copyOf(all);
  }

  private static String words(World world, Feature feature) {
    return world.vocabulary().word(feature.zero()) + "/" + world.vocabulary().word(feature.one());
  }

  private static double ratio(Lexicon lexicon, int i, int j) {
    double[][] p = new double[2][2];
    double[] prior = lexicon.given(0);
    for (int k = 0; k < prior.length; k++) {
      int bits = lexicon.lexeme(k).bits();
      p[bits >> i & 1][bits >> j & 1] += prior[k];
    }
    return Math.log(p[1][1]) + Math.log(p[0][0]) - Math.log(p[1][0]) - Math.log(p[0][1]);
  }

  /** The associations as a table of Markdown. */
  public static String associationsTable(World world) {
    StringBuilder text =
        new StringBuilder(
            "| concept | given | relation | context: pair | log-odds | context: pair | log-odds |"
                + " log-odds ratio |\n|---|---|---|---|---|---|---|---|\n");
    for (Association a : associations(world)) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s: %s/%s | %s | %s: %s/%s | %s | %s |%n".replace("%n", "\n"),
              a.first(),
              a.second(),
              a.correlated() ? "**correlated**" : "independent",
              a.left(),
              a.leftFrom(),
              a.leftTo(),
              number(a.leftLogOdds()),
              a.right(),
              a.rightFrom(),
              a.rightTo(),
              number(a.rightLogOdds()),
              number(a.logOddsRatio())));
    }
    return text.toString();
  }

  /** The features as a table of Markdown. */
  public static String featuresTable(World world) {
    StringBuilder text =
        new StringBuilder("| lexicon | feature | feature | log-odds ratio |\n|---|---|---|---|\n");
    for (FeatureAssociation f : features(world)) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(f.lexicon(), f.first(), f.second(), number(f.logOddsRatio())));
    }
    return text.toString();
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.equals("-0.000") ? "0.000" : text;
  }
}
