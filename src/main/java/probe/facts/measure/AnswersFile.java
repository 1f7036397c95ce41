package probe.facts.measure;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.facts.AnswerScores;
import probe.facts.Design;
import probe.facts.Question;

/**
 * A trial as one line of JSON and back. Numbers are written with as many digits as tell them from
 * their neighbours, so that what is read is what was written, to the last bit.
 */
public final class AnswersFile {
  private static final int FORMAT = 1;
  private static final String REMEDY = "run this trial again, or take the file as it was written";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule()
                  // Jackson's own form is an address that begins at the root of the machine
                  .addSerializer(Path.class, new ToStringSerializer())
                  .addDeserializer(Path.class, new PathText()))
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(
              DeserializationFeature.READ_ENUMS_USING_TO_STRING,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private AnswersFile() {}

  private record Stored(
      int format, Design design, Answers before, Answers after, List<Step> course) {}

  private record Step(int step, Answers answers) {}

  /**
   * Answers to some of a design's questions.
   *
   * @param asked places of these among the design's
   */
  private record Answers(List<Integer> asked, float[][] logits, double[][] logProbabilities) {}

  /** {@code trial} as one line of JSON that ends with a line break. */
  public static String text(Trial trial) {
    Map<Question, Integer> places = new HashMap<>();
    List<Question> questions = trial.design().questions();
    for (int i = 0; i < questions.size(); i++) {
      places.putIfAbsent(questions.get(i), i);
    }
    Stored stored =
        new Stored(
            FORMAT,
            trial.design(),
            answers(trial.before(), places),
            answers(trial.after(), places),
            trial.course().stream()
                .map(c -> new Step(c.step(), answers(c.scores(), places)))
                .toList());
    try {
      return MAPPER.writeValueAsString(stored) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON can be made of " + trial.name(), e);
    }
  }

  /**
   * The trial that {@link #text} was made of.
   *
   * @param where it is from, for errors
   * @throws ProbeException if it is no such text
   */
  public static Trial read(String text, String where) {
    @Nullable Stored stored;
    try {
      stored = MAPPER.readValue(text, Stored.class);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place = at == null ? "" : ":%d:%d".formatted(at.getLineNr(), at.getColumnNr());
      throw ProbeException.input(
          "%s%s: no answers of a trial: %s; %s"
              .formatted(where, place, plain(e.getOriginalMessage()), REMEDY),
          e);
    }
    if (stored == null) {
      throw ProbeException.input("%s: no answers of a trial: null; %s".formatted(where, REMEDY));
    }
    if (stored.format != FORMAT) {
      throw ProbeException.input(
          "%s: its format is %d, this version reads %d; %s"
              .formatted(where, stored.format, FORMAT, REMEDY));
    }
    List<Checkpoint> course = new ArrayList<>();
    for (Step step : stored.course) {
      course.add(new Checkpoint(step.step, scores(step.answers, stored.design, where)));
    }
    return trial(
        stored.design,
        scores(stored.before, stored.design, where),
        scores(stored.after, stored.design, where),
        course,
        where);
  }

  /** One line, without packages and without settings of the parser. */
  private static String plain(String message) {
    return message
        .replaceAll("\\s+", " ")
        .replaceAll(" \\(class .*|[;,] `\\w*Feature\\..*", "")
        .replaceAll("(?:[a-z]+\\.)+(?=[A-Z])", "");
  }

  private static Trial trial(
      Design design,
      AnswerScores before,
      AnswerScores after,
      List<Checkpoint> course,
      String where) {
    try {
      return new Trial(design, before, after, course);
    } catch (ProbeException e) {
      throw ProbeException.input("%s: %s; %s".formatted(where, e.getMessage(), REMEDY), e);
    }
  }

  private static Answers answers(AnswerScores scores, Map<Question, Integer> places) {
    List<Integer> asked = new ArrayList<>();
    for (Question question : scores.questions()) {
      Integer place = places.get(question);
      if (place == null) {
        throw new IllegalArgumentException("'%s' is not asked".formatted(question.prompt()));
      }
      asked.add(place);
    }
    return new Answers(asked, scores.logits(), scores.logProbabilities());
  }

  private static AnswerScores scores(Answers answers, Design design, String where) {
    List<Question> questions = new ArrayList<>();
    for (int place : answers.asked) {
      if (place < 0 || place >= design.questions().size()) {
        throw ProbeException.input(
            "%s: question %d of %d; %s".formatted(where, place, design.questions().size(), REMEDY));
      }
      questions.add(design.questions().get(place));
    }
    return new AnswerScores(questions, answers.logits, answers.logProbabilities);
  }

  private static final class PathText extends StdScalarDeserializer<Path> {
    private static final long serialVersionUID = 1L;

    PathText() {
      super(Path.class);
    }

    @Override
    public @Nullable Path deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getValueAsString();
      return text == null ? null : Path.of(text);
    }
  }
}
