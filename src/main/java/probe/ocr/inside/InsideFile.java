package probe.ocr.inside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import probe.ExactJson;
import probe.ProbeException;

/** What a trial changed inside, as one line of JSON and back, to the last bit. */
public final class InsideFile {
  private static final int FORMAT = 1;
  private static final String REMEDY = "run this trial again, or take the file as it was written";
  private static final JsonMapper MAPPER = ExactJson.builder().build();

  private InsideFile() {}

  private record Stored(int format, Inside inside) {}

  /** {@code inside} as one line of JSON that ends with a line break. */
  public static String text(Inside inside) {
    try {
      return MAPPER.writeValueAsString(new Stored(FORMAT, inside)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON can be made of " + inside, e);
    }
  }

  /**
   * What {@link #text} was made of.
   *
   * @param where it is from, for errors
   * @throws ProbeException if it is no such text
   */
  public static Inside read(String text, String where) {
    @Nullable Stored stored;
    try {
      stored = MAPPER.readValue(text, Stored.class);
    } catch (ValueInstantiationException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw ProbeException.input("%s: %s; %s".formatted(where, cause.getMessage(), REMEDY), e);
    } catch (JsonProcessingException e) {
      throw ExactJson.unreadable(e, where, "changes inside of a trial", REMEDY);
    }
    if (stored == null) {
      throw ProbeException.input(
          "%s: no changes inside of a trial: null; %s".formatted(where, REMEDY));
    }
    if (stored.format != FORMAT) {
      throw ProbeException.input(
          "%s: its format is %d, this version reads %d; %s"
              .formatted(where, stored.format, FORMAT, REMEDY));
    }
    return stored.inside;
  }
}
