package probe.model;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes {@code tokens.json}: the ids of every context and their strings, one context a line. */
public final class TokensFile {
  private TokensFile() {}

  /** Writes {@code contexts} to {@code file}; strings are null where there is no tokenizer. */
  public static void write(Path file, Contexts contexts, LanguageModel model) throws IOException {
    Tokenizer tokenizer = model.tokenizer();
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeArrayFieldStart("contexts");
      Contexts.Reader reader = contexts.read();
      for (List<int[]> some = reader.next(1024, 1 << 19);
          !some.isEmpty();
          some = reader.next(1024, 1 << 19)) {
        for (int[] ids : some) {
          json.writeRaw('\n'); // a line each, for people and for line-wise tools
          json.writeStartObject();
          json.writeFieldName("ids");
          json.writeArray(ids, 0, ids.length);
          json.writeFieldName("tokens");
          if (tokenizer == null) {
            json.writeNull();
          } else {
            String[] tokens = tokenizer.tokens(ids);
            json.writeArray(tokens, 0, tokens.length);
          }
          json.writeEndObject();
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
