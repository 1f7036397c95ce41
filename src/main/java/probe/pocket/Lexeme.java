package probe.pocket;

import java.util.List;

/**
 * A word in all its forms, as a vector of binary concepts.
 *
 * @param bits bit i is the value of the lexicon's feature i
 * @param forms tokens of the forms, in the order of the lexicon's columns
 */
record Lexeme(int bits, List<Integer> forms) {
  Lexeme {
    forms = List.copyOf(forms);
  }
}
