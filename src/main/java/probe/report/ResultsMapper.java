package probe.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonAppend;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import probe.result.RunDocument;

/** How result records become JSON and come back: names in snake case, nothing unknown, no NaN. */
final class ResultsMapper {
  /** Enough for anything that was measured, and half the length of a double. */
  private static final MathContext DIGITS = new MathContext(10);

  static final String SCHEMA = "urn:probe:results:" + RunDocument.FORMAT;

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .annotationIntrospector(new NullMarkedRecords())
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Rounded())
                  .addSerializer(Double.TYPE, new Rounded()))
          .addMixIn(RunDocument.class, NamesItsSchema.class)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private ResultsMapper() {}

  /** {@code $schema} is written first, and allowed when read. */
  @JsonAppend(attrs = @JsonAppend.Attr(value = "$schema", propName = "$schema"), prepend = true)
  @JsonIgnoreProperties(value = "$schema", allowGetters = true)
  private interface NamesItsSchema {}

  /** Ten significant digits; what is not finite is an error, for JSON has no such number. */
  private static final class Rounded extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    Rounded() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (!Double.isFinite(value)) {
        throw new JsonMappingException(out, "not a finite number: " + value);
      }
      out.writeNumber(new BigDecimal(value).round(DIGITS).doubleValue());
    }
  }

  /** Null only where a record says {@code @Nullable}, and enum constants in lower case. */
  private static final class NullMarkedRecords extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated a) {
      if (!(a instanceof AnnotatedParameter parameter)
          || !(parameter.getOwner() instanceof AnnotatedConstructor constructor)
          || !constructor.getDeclaringClass().isRecord()) {
        return super.findSetterInfo(a);
      }
      // not the constructor's own parameters: javac forgets annotations of a compact one's
      AnnotatedType type =
          constructor
              .getDeclaringClass()
              .getRecordComponents()[parameter.getIndex()]
              .getAnnotatedType();
      return JsonSetter.Value.construct(nulls(type), nulls(innermost(type)));
    }

    private static Nulls nulls(AnnotatedType type) {
      return type.isAnnotationPresent(Nullable.class) ? Nulls.SET : Nulls.FAIL;
    }

    /** The last type argument of the last type argument: a list of lists has one rule for both. */
    private static AnnotatedType innermost(AnnotatedType type) {
      AnnotatedType inner = type;
      while (inner instanceof AnnotatedParameterizedType parameterized) {
        inner = Arrays.asList(parameterized.getAnnotatedActualTypeArguments()).getLast();
      }
      return inner;
    }

    @Override
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
      return Arrays.stream(constants)
          .map(constant -> constant.name().toLowerCase(Locale.ROOT))
          .toArray(String[]::new);
    }
  }
}
