package probe.facts.measure;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
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
import probe.ExactJson;
import probe.ProbeException;
import probe.facts.AnswerScores;
import probe.facts.Design;
import probe.facts.Question;

/** A trial as one line of JSON and back, to the last bit. */
public final class AnswersFile {
  private static final int FORMAT = 1;
  private static final String REMEDY = "run this trial again, or take the file as it was written";

  private static final JsonMapper MAPPER =
      ExactJson.builder()
          .addModule(
              new SimpleModule()
                  // Jackson's own form is an address that begins at the root of the machine
                  .addSerializer(Path.class, new ToStringSerializer())
                  .addDeserializer(Path.class, new PathText()))
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
      throw ExactJson.unreadable(e, where, "answers of a trial", REMEDY);
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
