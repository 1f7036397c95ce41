package probe.pocket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import probe.ProbeException;

/**
 * The lexemes of a part of speech: paper A's tokens (vectors of bits) with a Zipf-Mandelbrot prior.
 *
 * <p>A word is described bit by bit, each bit with probability {@link #STATED}, and then drawn from
 * the prior restricted to the lexemes that match: the same as drawing the lexeme first and stating
 * each of its bits with that probability.
 */
final class Lexicon {
  /** Probability that a bit is stated. */
  static final double STATED = .3;

  // p(rank r) is proportional to 1 / (r + OFFSET), r from 1: the last of 60 is a seventh of the
  // first
  private static final double OFFSET = 10;

  private final String name;
  private final List<Feature> features;
  private final List<Lexeme> lexemes;
  private final double[] prior;
  private final Map<Integer, double[]> matching = new ConcurrentHashMap<>();

  private Lexicon(String name, List<Feature> features, List<Lexeme> lexemes) {
    this.name = name;
    this.features = List.copyOf(features);
    this.lexemes = List.copyOf(lexemes);
    prior = new double[lexemes.size()];
    double sum = 0;
    for (int i = 0; i < prior.length; i++) {
      prior[i] = 1 / (i + 1 + OFFSET);
      sum += prior[i];
    }
    for (int i = 0; i < prior.length; i++) {
      prior[i] /= sum;
    }
  }

  /** Reads {@code name}.tsv: a column of bits, and one column per form. */
  static Lexicon read(String name, Table features, Vocabulary vocabulary) {
    return of(name, Table.resource(name + ".tsv"), features, vocabulary);
  }

  static Lexicon of(String name, Table table, Table features, Vocabulary vocabulary) {
    List<Feature> own = new ArrayList<>();
    for (List<String> row : features.rows()) {
      if (row.get(0).equals(name)) {
        own.add(new Feature(vocabulary.add(row.get(1)), vocabulary.add(row.get(2))));
      }
    }
    List<Lexeme> lexemes = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (List<String> row : table.rows()) {
      String bits = row.get(0);
      if (bits.length() != own.size() || !bits.chars().allMatch(c -> c == '0' || c == '1')) {
        throw ProbeException.input(
            "%s: the bits of %s are '%s'; give %d digits, each 0 or 1"
                .formatted(table.name(), row, bits, own.size()));
      }
      int vector = 0;
      for (int i = 0; i < bits.length(); i++) {
        vector |= (bits.charAt(i) - '0') << i;
      }
      List<Integer> forms = new ArrayList<>();
      for (String form : row.subList(1, row.size())) {
        int token = vocabulary.add(form);
        // one form of one lexeme per token, or a sentence would have two derivations
        if (!seen.add(token)) {
          throw ProbeException.input(
              "%s: the form '%s' of %s stands twice; take another word"
                  .formatted(table.name(), form, row));
        }
        forms.add(token);
      }
      lexemes.add(new Lexeme(vector, forms));
    }
    return new Lexicon(name, own, lexemes);
  }

  String name() {
    return name;
  }

  int size() {
    return lexemes.size();
  }

  Lexeme lexeme(int index) {
    return lexemes.get(index);
  }

  List<Feature> features() {
    return features;
  }

  /** The digits of {@code stated} with bit {@code feature} known to be {@code value}. */
  static int state(int stated, int feature, int value) {
    return stated + (value + 1) * power(feature);
  }

  private static int power(int digit) {
    int power = 1;
    for (int i = 0; i < digit; i++) {
      power *= 3;
    }
    return power;
  }

  /** Probability that bit {@code feature} is 1, given the bits stated. */
  double one(int stated, int feature) {
    double[] given = given(stated);
    double one = 0;
    for (int i = 0; i < given.length; i++) {
      one += (lexemes.get(i).bits() >> feature & 1) * given[i];
    }
    return one;
  }

  /** Probability of each lexeme, given the bits stated: paper A's p(c | d). */
  double[] given(int stated) {
    return matching.computeIfAbsent(stated, this::restrict);
  }

  private double[] restrict(int stated) {
    double[] given = new double[prior.length];
    double sum = 0;
    for (int i = 0; i < given.length; i++) {
      if (matches(lexemes.get(i).bits(), stated)) {
        given[i] = prior[i];
        sum += prior[i];
      }
    }
    for (int i = 0; i < given.length; i++) {
      given[i] /= sum;
    }
    return given;
  }

  private boolean matches(int bits, int stated) {
    int digits = stated;
    for (int i = 0; i < features.size(); i++, digits /= 3) {
      int digit = digits % 3;
      if (digit != 0 && digit - 1 != (bits >> i & 1)) {
        return false;
      }
    }
    return true;
  }
}
