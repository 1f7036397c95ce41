package probe.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;

/** Everything that can be wrong with the file of a fact set, with the line that it is on. */
class BadFactSetsTest {
  @TempDir private Path folder;

  private void assertRefused(String text, int line, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.yaml"), text);
    assertThatThrownBy(() -> FactSetReader.read(file))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .message()
        .startsWith(file + ":" + line + ": " + message)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          kind: facts                             | kind: word-pairs                    |  1 | the kind is 'word-pairs'; a fact set has kind: facts
          holds: true                             | holds: yes                          |  4 | 'holds' is yes; it must be true or false
          holds: true                             | holds: false                        | 21 | the arm 'true' with 'holds: false'; a pairing that does not hold has the arm spurious
          about:                                  | abuot:                              |  3 | no field 'abuot'; a fact set has kind, name, about, holds
          '{name} stays in {value}'               | '{name} lives in {value}'           |  9 | the template '{name} lives in {value}' stands twice, first on line 8
          '{name} reads in {value}'               | '{name} lives in {value}'           | 13 | the template '{name} lives in {value}' stands twice, first on line 8
          '{name} reads in {value}'               | ''                                  | 13 | a template is empty
          '{name} reads in {value}'               | [x]                                 | 13 | a template must be plain text
          '{name} stays in {value}'               | 'one stays in {value}'              |  9 | the template 'one stays in {value}' has no {name}
          '{name} stays in {value}'               | '{name} stays in Rome'              |  9 | the template '{name} stays in Rome' has no {value}
          '{name} stays in {value}'               | '{name} and {name} are in {value}'  |  9 | the template '{name} and {name} are in {value}' has {name} twice; keep one
          '{name} stays in {value}'               | '{name} is in {value} {value}'      |  9 | the template '{name} is in {value} {value}' has {value} twice; keep one
          '{name} stays in {value}'               | '{name} finds {value} nice'         |  9 | the template '{name} finds {value} nice' does not end with a space and {value}
          '{name} stays in {value}'               | '{name} is in a{value}'             |  9 | the template '{name} is in a{value}' does not end with a space and {value}
          '{name} stays in {value}'               | '{name} stays in {city}'            |  9 | the template '{name} stays in {city}' has the slot {city}; a template has {name} and {value}
          [Paris, Berlin, Rome]                   | [Paris, Paris, Rome]                |  7 | the value 'Paris' of 'city' stands twice
          [Paris, Berlin, Rome]                   | [Paris]                             |  7 | 1 values of 'city'; a relation has at least two
          [Paris, Berlin, Rome]                   | Paris                               |  7 | the values of 'city' must be a list
          [Paris, Berlin, Rome]                   | [Paris, '', Rome]                   |  7 | a value is empty
          [Paris, Berlin, Rome]                   | [Paris, Berlin]                     | 14 | 2 values of 'city' and 3 of 'language'; each belongs to one of the other
          held-out: '{name} stays                 | heldout: '{name} stays              |  9 | no field 'heldout'; a relation has values, templates, held-out
          fact: city                              | fact: town                          | 15 | no relation 'town'; known: city, language
          implication: language                   | implication: speech                 | 16 | no relation 'speech'; known: city, language
          implication: language                   | implication: city                   | 16 | 'city' is the fact and the implication; they are two relations
          implication: language                   | implies: language                   | 16 | no field 'implies'; an association has fact, implication, pairs
          , Rome: Italian}                        | }                                   | 17 | the value 'Rome' of 'city' is not in the pairs; say what it implies
          Rome: Italian                           | Room: Italian                       | 17 | 'Room' is no value of 'city'; known: Paris, Berlin, Rome
          Rome: Italian                           | Rome: Latin                         | 17 | 'Latin' is no value of 'language'; known: Italian, French, German
          Rome: Italian                           | Paris: Italian                      | 17 | the value 'Paris' stands twice, first on line 17; keep one
          Rome: Italian                           | Rome: French                        | 17 | 'French' belongs to 'Paris' on line 17 and to 'Rome'; to one only
          {Paris: French                          | x # {                               | 17 | the pairs must be rows of city: language
          [Pliti, Bresan,                         | [Pliti, Pliti,                      | 18 | the name 'Pliti' stands twice, first on line 18; keep one
          [Pliti, Bresan,                         | [Pliti, Rome,                       | 18 | the name 'Rome' is also a value; invent another name
          [Pliti, Bresan,                         | [Pliti, German,                     | 18 | the name 'German' is also a value; invent another name
          [Pliti, Bresan,                         | [Bresan,                            | 18 | 14 names for 3 values of 5 names each; list 15 or lower 'names-per-value'
          [Pliti, Bresan,                         | [[Pliti], Bresan,                   | 18 | a name must be plain text
          names-per-value: 5                      | names-per-value: 0                  | 19 | 'names-per-value' is 0; it must be from 1 to
          names-per-value: 5                      | names-per-value: 6                  | 18 | 15 names for 3 values of 6 names each; list 18
          train-per-value: 2                      | train-per-value: 5                  | 20 | 'train-per-value' is 5; it must be from 0 to 4
          train-per-value: 2                      | train-per-value: -1                 | 20 | 'train-per-value' is -1; it must be from 0 to 4
          train-per-value: 2                      | train-per-value: some               | 20 | 'train-per-value' is some; it must be a whole number
          [true, counter                          | [truth, counter                     | 21 | no arm 'truth'; known: true, counterfactual, spurious, no-implication, shuffled
          [true, counter                          | [true, true, counter                | 21 | the arm 'true' stands twice; keep one
          [true, counter                          | [spurious, counter                  | 21 | the arm 'spurious' with 'holds: true'; a pairing that holds has the arms true and counterfactual
          [true, counterfactual, no-implication   | [no-implication                     | 21 | no arm but controls; add true or counterfactual
          [true, counterfactual, no-implication, shuffled] | []                         | 21 | no arm but controls; add true or counterfactual
          seeds: 3                                | seeds: 0                            | 22 | 'seeds' is 0; it must be from 1 to
          seeds: 3                                | seeds: '3'                          | 22 | 'seeds' is the text "3"; remove the quotes
          name: city-language                     | name: [                             |  4 | no YAML:
          """)
  void aWrongFileIsRefusedWithItsLine(String from, String to, int line, String message)
      throws Exception {
    assertThat(SampleSet.TEXT).contains(from);
    assertRefused(SampleSet.TEXT.replace(from, to), line, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "holds",
        "relations",
        "association",
        "names",
        "names-per-value",
        "train-per-value",
        "arms",
        "seeds"
      })
  void aMissingFieldIsNamed(String field) throws Exception {
    // a field with the rows below it
    String text = SampleSet.TEXT.replaceFirst("(?m)^" + field + ":.*\n(  .*\n)*", "");
    assertRefused(text, 1, "the field '%s' is missing; ".formatted(field));
  }

  @ParameterizedTest
  @CsvSource({
    "values, 6, 'the relation ''city'' has no field ''values''; a relation has'",
    "templates, 6, 'the relation ''city'' has no field ''templates''; a relation has'",
    "held-out, 6, 'the relation ''city'' has no field ''held-out''; a relation has'",
    "fact, 14, 'the field ''fact'' is missing; an association has fact, implication, pairs'",
    "implication, 14, 'the field ''implication'' is missing; an association has'",
    "pairs, 14, 'the field ''pairs'' is missing; an association has'"
  })
  void aMissingFieldInsideIsNamed(String field, int line, String message) throws Exception {
    assertRefused(SampleSet.TEXT.replaceFirst("(?m)^ +" + field + ":.*\n", ""), line, message);
  }

  @Test
  void aThirdRelationIsRefused() throws Exception {
    String third = "  code: {values: [a, b, c], templates: ['{name} is {value}']}\nassociation:";
    assertRefused(
        SampleSet.TEXT.replace("association:", third), 5, "3 relations; a fact set has two");
  }

  @Test
  void noTemplatesAreRefused() throws Exception {
    assertRefused(
        SampleSet.TEXT.replaceFirst("templates: \\[.*]", "templates: []"),
        8,
        "no templates of 'city'; give at least one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "- a\n", "x\n"})
  void whatIsNoMappingIsRefused(String text) throws Exception {
    assertRefused(text, 1, "a file has the fields kind and name");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> FactSetReader.read(file))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(file.toString());
  }
}
