package probe.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import probe.ProbeException;

/** Reads contexts and makes sure that the model can take them. */
public final class ContextReader {
  private final LanguageModel model;

  public ContextReader(LanguageModel model) {
    this.model = model;
  }

  /** Contexts given as texts. */
  public Contexts texts(List<String> texts) {
    Tokenizer tokenizer = model.requireTokenizer();
    Contexts contexts = new Contexts();
    try {
      for (int i = 0; i < texts.size(); i++) {
        add(contexts, tokenizer.encode(texts.get(i)), "text " + (i + 1));
      }
      return contexts;
    } catch (RuntimeException e) {
      contexts.close();
      throw e;
    }
  }

  /** A file with one text a line. */
  public Contexts textFile(Path file) {
    Tokenizer tokenizer = model.requireTokenizer();
    return lines(file, (line, where) -> tokenizer.encode(line));
  }

  /** A file with one JSON array of token ids a line; no special token is added. */
  public Contexts idFile(Path file) {
    ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return lines(file, (line, where) -> ids(json, line, where));
  }

  private static int[] ids(ObjectMapper json, String line, String where) {
    JsonNode array;
    try {
      array = json.readTree(line);
    } catch (JsonProcessingException e) {
      throw ProbeException.input(
          where + ": no JSON; a line is an array of token ids such as [1, 403, 407]", e);
    }
    if (!array.isArray()) {
      throw ProbeException.input(
          where + ": no JSON array; a line is an array of token ids such as [1, 403, 407]");
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      if (!array.get(i).isIntegralNumber() || !array.get(i).canConvertToInt()) {
        throw ProbeException.input(
            "%s: entry %d is %s, not a token id".formatted(where, i, array.get(i)));
      }
      ids[i] = array.get(i).asInt();
    }
    return ids;
  }

  /** Makes ids of one line. */
  private interface LineReader {
    int[] ids(String line, String where);
  }

  private Contexts lines(Path file, LineReader reader) {
    Contexts contexts = new Contexts();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String where = file + ":" + ++number;
        if (number == 1 && line.startsWith("\uFEFF")) {
          line = line.substring(1); // a byte order mark
        }
        add(contexts, reader.ids(line, where), where);
      }
      if (contexts.count() == 0) {
        throw ProbeException.input(file + " is empty; give at least one context a line");
      }
      return contexts;
    } catch (java.nio.file.NoSuchFileException e) {
      contexts.close();
      throw ProbeException.input("no file " + file, e);
    } catch (MalformedInputException e) {
      contexts.close();
      throw ProbeException.input(file + " is not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      contexts.close();
      throw ProbeException.input("cannot read " + file + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      contexts.close();
      throw e;
    }
  }

  private void add(Contexts contexts, int[] ids, String where) {
    model.check(ids, where);
    contexts.add(ids);
  }
}
