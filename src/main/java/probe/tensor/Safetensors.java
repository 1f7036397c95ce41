package probe.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import probe.GitPointer;
import probe.ProbeException;

/** A safetensors file, mapped: tensors of any size cost nothing until they are read. */
public final class Safetensors {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String METADATA = "__metadata__";
  // the format's own limit
  private static final long LONGEST_HEADER = 100_000_000;
  private static final int SHOWN = 100;

  private record Entry(String dtype, long[] shape, long from, long to) {}

  private final Path file;
  private final MemorySegment data;
  private final Map<String, Entry> entries;

  private Safetensors(Path file, MemorySegment data, Map<String, Entry> entries) {
    this.file = file;
    this.data = data;
    this.entries = entries;
  }

  /**
   * Maps {@code file}.
   *
   * @throws ProbeException if it is missing, no safetensors file, or truncated
   */
  public static Safetensors open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return parse(file, all);
    } catch (java.nio.file.NoSuchFileException e) {
      throw ProbeException.input("no file " + file, e);
    } catch (IOException e) {
      throw ProbeException.input(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Safetensors parse(Path file, MemorySegment all) throws IOException {
    long length =
        all.byteSize() < 8
            ? -1
            : all.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (length < 2 || length > all.byteSize() - 8 || length > LONGEST_HEADER) {
      throw ProbeException.input(
          file
              + " "
              + (GitPointer.is(file)
                  ? GitPointer.instead("the weights")
                  : "is truncated or no safetensors file; fetch it again"));
    }
    byte[] json = all.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment data = all.asSlice(8 + length);
    Map<String, Entry> entries = new LinkedHashMap<>();
    // one tensor at a time: a tree of the whole would take many times the header's size
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ProbeException.input(file + " has a header that is no object; fetch it again");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        JsonNode value = MAPPER.readTree(parser);
        boolean twice =
            !name.equals(METADATA)
                && entries.put(name, entry(file, name, value, data.byteSize())) != null;
        if (twice) {
          throw ProbeException.input(
              "%s: tensor %s is there twice; fetch it again".formatted(file, shown(name)));
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw ProbeException.input(file + " has a header that is no JSON; fetch it again");
      }
    } catch (JsonProcessingException e) {
      throw ProbeException.input(file + " has a header that is no JSON; fetch it again", e);
    }
    return new Safetensors(file, data, entries);
  }

  private static Entry entry(Path file, String name, JsonNode value, long bytes) {
    long[] shape = new long[value.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      JsonNode size = value.get("shape").get(i);
      shape[i] = size.isIntegralNumber() && size.canConvertToInt() ? size.asLong() : -1;
      if (shape[i] < 0) {
        throw ProbeException.input(
            "%s: tensor %s has an axis of %s; fetch the file again"
                .formatted(file, shown(name), shown(size.toString())));
      }
    }
    long from = value.path("data_offsets").path(0).asLong(-1);
    long to = value.path("data_offsets").path(1).asLong(-1);
    if (from < 0 || to < from || to > bytes) {
      throw ProbeException.input(
          "%s: tensor %s ends at byte %d of %d; the file is truncated, fetch it again"
              .formatted(file, shown(name), to, bytes));
    }
    return new Entry(value.path("dtype").asText(), shape, from, to);
  }

  private static String shown(String name) {
    return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
  }

  private static DType dtype(Path file, String tensor, String name) {
    try {
      return DType.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw ProbeException.input(
          "%s: tensor %s has type %s, which is not known".formatted(file, tensor, name), e);
    }
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /** The shape of {@code name}. */
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  /** The type of the elements of {@code name}. */
  public DType dtype(String name) {
    return dtype(file, name, entry(name).dtype());
  }

  /**
   * Tensor {@code name} as [rows, columns]: its last axis against all others.
   *
   * @throws ProbeException if there is no such tensor
   */
  public Matrix matrix(String name) {
    MemorySegment bytes = data(name);
    long[] shape = entry(name).shape();
    long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    DType dtype = dtype(name);
    long count = bytes.byteSize() / dtype.bytes();
    return Matrix.of(
        bytes,
        dtype,
        Math.toIntExact(columns == 0 ? 0 : count / columns),
        Math.toIntExact(columns));
  }

  /**
   * The bytes of tensor {@code name}, row-major and little endian.
   *
   * @throws ProbeException if there is no such tensor, or its header contradicts itself
   */
  public MemorySegment data(String name) {
    Entry entry = entry(name);
    double count = 1; // a product that a long cannot hold is none of the file's sizes
    for (long n : entry.shape()) {
      count *= n;
    }
    DType dtype = dtype(file, name, entry.dtype());
    if (count * dtype.bytes() != entry.to() - entry.from()) {
      throw ProbeException.input(
          "%s: tensor %s %s of %s needs %d bytes, the header gives it %d; fetch the file again"
              .formatted(
                  file,
                  name,
                  java.util.Arrays.toString(entry.shape()),
                  dtype,
                  (long) (count * dtype.bytes()),
                  entry.to() - entry.from()));
    }
    return data.asSlice(entry.from(), entry.to() - entry.from());
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw ProbeException.input("%s has no tensor %s".formatted(file, name));
    }
    return entry;
  }
}
