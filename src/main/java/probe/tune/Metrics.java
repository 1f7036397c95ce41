package probe.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** {@code metrics.jsonl}: one line a step, on the disk as soon as the step is done. */
final class Metrics implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileChannel channel;
  private long lastStart;
  private @Nullable ObjectNode last;

  private Metrics(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens {@code file} and keeps its lines of the first {@code steps} steps. */
  static Metrics open(Path file, int steps) throws IOException {
    String kept = Files.exists(file) ? Files.readString(file) : "";
    Metrics metrics =
        new Metrics(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    long end = 0;
    for (String line : kept.split("(?<=\n)", -1)) {
      ObjectNode node = node(line);
      if (node == null || node.path("step").asInt(Integer.MAX_VALUE) > steps) {
        break; // of a later step, or cut off
      }
      metrics.last = node;
      metrics.lastStart = end;
      end += line.getBytes(StandardCharsets.UTF_8).length;
    }
    metrics.channel.truncate(end).position(end);
    return metrics;
  }

  private static @Nullable ObjectNode node(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      return line.endsWith("\n") && node instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Adds the line of a step. */
  void write(StepMetrics step) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("step", step.step());
    node.put("epoch", step.epoch());
    node.put("loss", step.loss());
    node.put("grad_norm", step.gradientNorm());
    node.put("lr", step.learningRate());
    node.put("tokens_per_second", step.tokensPerSecond());
    lastStart = channel.position();
    last = node;
    append(node);
  }

  /** Adds a validation loss to the last line. */
  void addValidation(double loss) throws IOException {
    ObjectNode node = last == null ? JSON.createObjectNode() : last;
    node.put("validation_loss", loss);
    channel.truncate(lastStart).position(lastStart);
    append(node);
  }

  /** The validation loss in the last line, or NaN where there is none. */
  double validation() {
    return last == null ? Double.NaN : last.path("validation_loss").asDouble(Double.NaN);
  }

  private void append(ObjectNode node) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap((JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
