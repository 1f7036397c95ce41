package probe;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON of records that are read again: what is missing, null, of another type or named twice is
 * refused. Numbers are written with as many digits as tell them from their neighbours, so that what
 * is read is what was written, to the last bit.
 */
public final class ExactJson {
  private ExactJson() {}

  /** A mapper that is that strict. */
  public static JsonMapper.Builder builder() {
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
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
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
  }

  /**
   * What to say of text that cannot be read.
   *
   * @param where the file
   * @param what what it was to be, such as "answers of a trial"
   * @param remedy what to do
   */
  public static ProbeException unreadable(
      JsonProcessingException e, String where, String what, String remedy) {
    JsonLocation at = e.getLocation();
    String place = at == null ? "" : ":%d:%d".formatted(at.getLineNr(), at.getColumnNr());
    return ProbeException.input(
        "%s%s: no %s: %s; %s".formatted(where, place, what, plain(e.getOriginalMessage()), remedy),
        e);
  }

  /** One line, without packages and without settings of the parser. */
  private static String plain(String message) {
    return message
        .replaceAll("\\s+", " ")
        .replaceAll(" \\(class .*|[;,] `\\w*Feature\\..*", "")
        .replaceAll("(?:[a-z]+\\.)+(?=[A-Z])", "");
  }
}
