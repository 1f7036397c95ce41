package probe.report;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.result.RunDocument;

/** {@code results.json}: a run's results as text and back; {@code docs/results.md} has its keys. */
public final class ResultsJson {
  private static final String REMEDY = "run `probe run` again, or take an unchanged results.json";

  private ResultsJson() {}

  /**
   * {@code document} as text that ends with a line break.
   *
   * @throws ProbeException if a number is not finite
   */
  public static String text(RunDocument document) {
    String problem = DocumentCheck.problem(document);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException("results do not fit together: " + problem);
    }
    try {
      return ResultsMapper.MAPPER
              .writerWithDefaultPrettyPrinter()
              .withAttribute("$schema", ResultsMapper.SCHEMA)
              .writeValueAsString(document)
          + "\n";
    } catch (JsonMappingException e) {
      throw ProbeException.numeric("results, %s: %s".formatted(place(e), e.getOriginalMessage()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON can be made of these results", e);
    }
  }

  /** Writes {@code document} to {@code file}. */
  public static void write(Path file, RunDocument document) throws IOException {
    Files.writeString(file, text(document));
  }

  /**
   * Reads {@code file}.
   *
   * @throws ProbeException if it is no results file of this layout
   */
  public static RunDocument read(Path file) {
    String text = contents(file);
    try {
      requireFormat(file, text);
      RunDocument document = ResultsMapper.MAPPER.readValue(text, RunDocument.class);
      String problem = DocumentCheck.problem(document);
      if (!problem.isEmpty()) {
        throw refused(file, problem, null);
      }
      // a number such as 1e999 is read as infinity, and refused when written
      ResultsMapper.MAPPER.writeValue(OutputStream.nullOutputStream(), document);
      return document;
    } catch (JsonMappingException e) {
      throw refused(file, line(e.getLocation()) + place(e) + ": " + reason(e), e);
    } catch (JsonProcessingException e) {
      throw refused(file, line(e.getLocation()) + broken(e), e);
    } catch (IOException e) {
      throw refused(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static String contents(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw Files.exists(file)
          ? ProbeException.input("cannot read %s: %s".formatted(file, e.getMessage()), e)
          : ProbeException.input(
              "no file %s; pass the folder that `probe run` wrote (its --out)".formatted(file), e);
    }
  }

  /** Looks at the version first: of another layout, every other message would mislead. */
  private static void requireFormat(Path file, String text) throws IOException {
    try (JsonParser parser = ResultsMapper.MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw refused(file, line(parser.currentLocation()) + "not a JSON object", null);
      }
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (!key.equals("format")) {
          parser.skipChildren();
        } else if (value == JsonToken.VALUE_NUMBER_INT
            && parser.getText().equals(String.valueOf(RunDocument.FORMAT))) {
          return;
        } else {
          throw refused(
              file,
              "%s$.format is %s, this version reads %d"
                  .formatted(line(parser.currentLocation()), parser.getText(), RunDocument.FORMAT),
              null);
        }
      }
    }
    throw refused(
        file, "no $.format; this version reads format %d".formatted(RunDocument.FORMAT), null);
  }

  /** What Jackson has to say, without names of classes and of its own settings. */
  private static String reason(JsonMappingException e) {
    if (e instanceof UnrecognizedPropertyException) {
      return "unknown field";
    }
    if (e.getCause() instanceof JsonProcessingException cause) {
      return broken(cause);
    }
    return plain(e.getOriginalMessage())
        .replaceFirst("^Missing creator property '([^']*)'.*", "this field is missing");
  }

  private static String broken(JsonProcessingException e) {
    return "broken JSON: " + plain(e.getOriginalMessage());
  }

  private static String plain(String message) {
    return message
        .replaceAll("\\s+", " ")
        .replaceAll("[:;,] [^:;,]*`\\w*Feature\\..*", "")
        .replaceAll(" at \\[Source.*| \\(for POJO property.*", "")
        .replaceAll("(?:[a-z]+\\.)+(?=[A-Z])", "")
        .strip();
  }

  private static String line(@Nullable JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : "line %d, ".formatted(location.getLineNr());
  }

  /** Where in the document, such as {@code $.analyses[0].verdict}. */
  private static String place(JsonMappingException e) {
    StringBuilder path = new StringBuilder("$");
    List<JsonMappingException.Reference> references = e.getPath();
    for (JsonMappingException.Reference reference : references) {
      if (reference.getFieldName() != null) {
        path.append('.').append(reference.getFieldName());
      } else {
        path.append('[').append(reference.getIndex()).append(']');
      }
    }
    return path.toString();
  }

  private static ProbeException refused(Path file, String what, @Nullable Exception cause) {
    String message = "%s: %s; %s".formatted(file, what, REMEDY);
    return cause == null ? ProbeException.input(message) : ProbeException.input(message, cause);
  }
}
