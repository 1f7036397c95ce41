package probe.pocket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** The phrases that sentences are made of. */
final class Phrases {
  private static final double TOLERANCE = 1e-12;

  private final Vocabulary vocabulary;

  Phrases(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** A phrase with its probability among others. */
  record Weighted(double probability, Phrase phrase) {}

  static Phrase sequence(Phrase... parts) {
    return rest -> {
      Node node = rest;
      for (int i = parts.length - 1; i >= 0; i--) {
        node = parts[i].before(node);
      }
      return node;
    };
  }

  static Phrase nothing() {
    return rest -> rest;
  }

  static Weighted weighted(double probability, Phrase... parts) {
    return new Weighted(probability, sequence(parts));
  }

  static Phrase optional(double probability, Phrase... parts) {
    return oneOf(weighted(probability, parts), weighted(1 - probability));
  }

  /** One of the phrases; which one shows in what they say. */
  static Phrase oneOf(Weighted... phrases) {
    require(phrases);
    double[] probabilities = new double[phrases.length];
    Phrase[] all = new Phrase[phrases.length];
    for (int i = 0; i < phrases.length; i++) {
      probabilities[i] = phrases[i].probability();
      all[i] = phrases[i].phrase();
    }
    return oneOf(latents -> probabilities, all);
  }

  /** One of the phrases, with probabilities that depend on the latents. */
  static Phrase oneOf(Function<Latents, double[]> probabilities, Phrase... phrases) {
    return rest -> {
      List<Node> nodes = new ArrayList<>();
      for (Phrase phrase : phrases) {
        nodes.add(phrase.before(rest));
      }
      return latents -> {
        double[] p = probabilities.apply(latents);
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
          if (p[i] > 0) {
            branches.add(silent(p[i], nodes.get(i), latents));
          }
        }
        return branches;
      };
    };
  }

  private static void require(Weighted... phrases) {
    double sum = 0;
    for (Weighted one : phrases) {
      sum += one.probability();
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new IllegalArgumentException("probabilities sum to " + sum + ", not 1");
    }
  }

  /** One of the phrases, all equally probable. */
  static Phrase anyOf(Phrase... phrases) {
    Weighted[] all = new Weighted[phrases.length];
    for (int i = 0; i < phrases.length; i++) {
      all[i] = new Weighted(1.0 / phrases.length, phrases[i]);
    }
    return oneOf(all);
  }

  /** Words that are always the same. */
  Phrase say(String text) {
    int[] tokens = Arrays.stream(text.split(" ", -1)).mapToInt(vocabulary::add).toArray();
    return rest -> {
      Node node = rest;
      for (int i = tokens.length - 1; i >= 0; i--) {
        int token = tokens[i];
        Node next = node;
        node = latents -> List.of(new Branch(1, token, new State(next, latents)));
      }
      return node;
    };
  }

  /** One of {@code words}, by the value of {@code latent}. */
  Phrase say(Latent latent, String... words) {
    List<Integer> tokens = new ArrayList<>();
    for (String word : words) {
      tokens.add(vocabulary.add(word));
    }
    return token(latents -> tokens.get(latents.get(latent)));
  }

  static Phrase token(ToIntFunction<Latents> token) {
    return rest ->
        latents -> List.of(new Branch(1, token.applyAsInt(latents), new State(rest, latents)));
  }

  /** Draws the value of a latent without a word; words that follow must show it. */
  static Phrase draw(Latent latent, double... probabilities) {
    return draw(latent, latents -> probabilities);
  }

  static Phrase draw(Latent latent, Function<Latents, double[]> probabilities) {
    return rest ->
        latents -> {
          double[] p = probabilities.apply(latents);
          List<Branch> branches = new ArrayList<>();
          for (int value = 0; value < p.length; value++) {
            if (p[value] > 0) {
              branches.add(silent(p[value], rest, latents.with(latent, value)));
            }
          }
          return branches;
        };
  }

  /** One of the tokens, all equally probable. */
  static Phrase anyToken(Function<Latents, List<Integer>> tokens) {
    return rest ->
        latents -> {
          List<Integer> all = tokens.apply(latents);
          State next = new State(rest, latents);
          return all.stream().map(token -> new Branch(1.0 / all.size(), token, next)).toList();
        };
  }

  /** The last word of a sentence, after which nothing of it is remembered. */
  Phrase end(String word) {
    int token = vocabulary.add(word);
    return rest -> latents -> List.of(new Branch(1, token, new State(rest, Latents.NONE)));
  }

  /** All probability on {@code value}. */
  static double[] one(int value, int count) {
    double[] p = new double[count];
    p[value] = 1;
    return p;
  }

  static double[] uniform(int count) {
    double[] p = new double[count];
    Arrays.fill(p, 1.0 / count);
    return p;
  }

  /** Changes the latents without a word or a choice. */
  static Phrase set(UnaryOperator<Latents> change) {
    return rest -> latents -> List.of(silent(1, rest, change.apply(latents)));
  }

  static Phrase set(Latent latent, int value) {
    return set(latents -> latents.with(latent, value));
  }

  /** A lexeme's features, each with probability {@link Lexicon#STATED}, and then its form. */
  static Phrase described(Lexicon lexicon, ToIntFunction<Latents> form) {
    return sequence(features(lexicon), word(lexicon, form));
  }

  /** Features of the lexeme to come, each with probability {@link Lexicon#STATED}. */
  static Phrase features(Lexicon lexicon) {
    return rest -> {
      Node node = rest;
      for (int i = lexicon.features().size() - 1; i >= 0; i--) {
        node = feature(lexicon, i, node);
      }
      return node;
    };
  }

  private static Node feature(Lexicon lexicon, int index, Node rest) {
    Feature feature = lexicon.features().get(index);
    return latents -> {
      int stated = Math.max(0, latents.find(Latent.STATED));
      double one = lexicon.one(stated, index);
      List<Branch> branches = new ArrayList<>();
      branches.add(silent(1 - Lexicon.STATED, rest, latents));
      for (int value = 0; value < 2; value++) {
        double p = Lexicon.STATED * (value == 1 ? one : 1 - one);
        if (p > TOLERANCE) {
          Latents next = latents.with(Latent.STATED, Lexicon.state(stated, index, value));
          int token = value == 1 ? feature.one() : feature.zero();
          branches.add(new Branch(p, token, new State(rest, next)));
        }
      }
      return branches;
    };
  }

  /** A lexeme that matches what was stated, in the form that {@code form} gives. */
  static Phrase word(Lexicon lexicon, ToIntFunction<Latents> form) {
    return rest ->
        latents -> {
          double[] p = lexicon.given(Math.max(0, latents.find(Latent.STATED)));
          State next = new State(rest, latents.without(Latent.STATED));
          int column = form.applyAsInt(latents);
          List<Branch> branches = new ArrayList<>();
          for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
              branches.add(new Branch(p[i], lexicon.lexeme(i).forms().get(column), next));
            }
          }
          return branches;
        };
  }

  private static Branch silent(double probability, Node node, Latents latents) {
    return new Branch(probability, Branch.SILENT, new State(node, latents));
  }
}
