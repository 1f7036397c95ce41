package probe.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import probe.ProbeException;
import probe.model.Tokenizer;

/** Reads rows from JSON lines: a prompt and a target, or token ids. */
public final class TrainingFile {
  private static final String FORMS =
      "a line is {\"prompt\": \"...\", \"target\": \"...\"} or {\"ids\": [1, 403], \"loss_from\":"
          + " 1}";

  private final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private final Supplier<Tokenizer> tokenizer;
  private final BiConsumer<int[], String> check;
  private int merged;

  /** A row, and where its targets begin. */
  private record Row(int[] ids, int lossFrom) {}

  /**
   * Reads for a model.
   *
   * @param tokenizer asked for only where a row is text
   * @param check throws if the model cannot take the ids, with the place in the file
   */
  public TrainingFile(Supplier<Tokenizer> tokenizer, BiConsumer<int[], String> check) {
    this.tokenizer = tokenizer;
    this.check = check;
  }

  /**
   * Reads {@code file}.
   *
   * @throws ProbeException if a line is no row, with file and line
   */
  public TrainingSet read(Path file) {
    List<int[]> ids = new ArrayList<>();
    List<Integer> lossFrom = new ArrayList<>();
    merged = 0;
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String where = file + ":" + ++number;
        if (number == 1 && line.startsWith("\uFEFF")) {
          line = line.substring(1); // a byte order mark
        }
        Row row = row(line, where);
        check.accept(row.ids, where);
        ids.add(row.ids);
        lossFrom.add(row.lossFrom);
      }
    } catch (NoSuchFileException e) {
      throw ProbeException.input("no file " + file, e);
    } catch (MalformedInputException e) {
      throw ProbeException.input(file + " is not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw ProbeException.input("cannot read " + file + ": " + e.getMessage(), e);
    }
    if (ids.isEmpty()) {
      throw ProbeException.input(file + " is empty; " + FORMS);
    }
    return new TrainingSet(
        List.copyOf(ids), lossFrom.stream().mapToInt(Integer::intValue).toArray(), merged);
  }

  private Row row(String line, String where) {
    JsonNode node;
    try {
      node = json.readTree(line);
    } catch (JsonProcessingException e) {
      throw ProbeException.input("%s: no JSON; %s".formatted(where, FORMS), e);
    }
    if (!node.isObject()) {
      throw ProbeException.input("%s: no JSON object; %s".formatted(where, FORMS));
    }
    boolean text = node.has("prompt") || node.has("target");
    boolean tokens = node.has("ids") || node.has("loss_from");
    if (text == tokens) {
      throw ProbeException.input(
          "%s: has %s; %s"
              .formatted(where, text ? "both text and token ids" : "neither text nor ids", FORMS));
    }
    return text ? text(node, where) : ids(node, where);
  }

  private Row text(JsonNode node, String where) {
    String prompt = string(node, "prompt", where);
    String target = string(node, "target", where);
    Tokenizer encoder = tokenizer.get();
    int[] whole = encoder.encode(prompt + target);
    int[] alone = encoder.encode(prompt);
    // what the tokenizer puts after a text comes after the target, not after the prompt
    int end = alone.length - encoder.suffix().length;
    int mismatch = Arrays.mismatch(whole, 0, whole.length, alone, 0, end);
    int lossFrom = mismatch < 0 ? whole.length : mismatch;
    if (target.isEmpty() || lossFrom == whole.length) {
      throw ProbeException.input(
          "%s: the target '%s' has no tokens; give it text".formatted(where, target));
    }
    if (lossFrom == 0) {
      throw ProbeException.input(
          "%s: the target's first token has no token before it to be predicted from; give a prompt"
              .formatted(where));
    }
    if (lossFrom < end) {
      merged++;
    }
    return new Row(whole, lossFrom);
  }

  private static String string(JsonNode node, String field, String where) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw ProbeException.input(
          "%s: %s; %s"
              .formatted(
                  where,
                  value.isMissingNode()
                      ? "no field '" + field + "'"
                      : "'%s' is %s, not text".formatted(field, value),
                  FORMS));
    }
    return value.asText();
  }

  private static Row ids(JsonNode node, String where) {
    JsonNode array = node.path("ids");
    if (!array.isArray()) {
      throw ProbeException.input("%s: no array 'ids'; %s".formatted(where, FORMS));
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = array.get(i);
      if (!id.isIntegralNumber() || !id.canConvertToInt()) {
        throw ProbeException.input("%s: ids[%d] is %s, not a token id".formatted(where, i, id));
      }
      ids[i] = id.asInt();
    }
    JsonNode from = node.path("loss_from");
    if (!from.isIntegralNumber() || !from.canConvertToInt()) {
      throw ProbeException.input(
          "%s: %s; it is the position of the first target token, from 1"
              .formatted(
                  where,
                  from.isMissingNode()
                      ? "no field 'loss_from'"
                      : "'loss_from' is " + from + ", not a position"));
    }
    int lossFrom = from.asInt();
    if (ids.length > 0 && lossFrom >= ids.length) {
      throw ProbeException.input(
          "%s: a target of no tokens: loss_from is %d and there are %d ids; it must be below that"
              .formatted(where, lossFrom, ids.length));
    }
    if (ids.length > 0 && lossFrom < 1) {
      throw ProbeException.input(
          "%s: loss_from is %d; it must be 1 or more, because nothing predicts the first token"
              .formatted(where, lossFrom));
    }
    return new Row(ids, lossFrom);
  }
}
