package probe.checkpoint.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.tensor.DType;
import probe.tensor.Elements;

/**
 * A GGUF file, mapped: metadata and tensors of any size cost nothing until they are read.
 *
 * <p>The format: docs/gguf.md of ggml. Nothing that a header claims is allocated before the file's
 * size allows it.
 */
public final class GgufFile {
  private static final int MAGIC = 0x46554747;
  // a name's length, the number of axes, a type and an offset
  private static final int LEAST_TENSOR_BYTES = 8 + 4 + 4 + 8;
  private static final int MOST_AXES = 4;
  private static final int SHOWN = 60;

  /**
   * A tensor.
   *
   * @param shape the axis that varies fastest last, as Hugging Face has it
   * @param from where its bytes begin, counted from the start of all data
   */
  record Tensor(String name, GgufType type, List<Integer> shape, long count, long from) {}

  private final Path file;
  private final Metadata metadata;
  private final MemorySegment data;
  private final Map<String, Tensor> tensors;

  private GgufFile(Path file, Metadata metadata, MemorySegment data, Map<String, Tensor> tensors) {
    this.file = file;
    this.metadata = metadata;
    this.data = data;
    this.tensors = tensors;
  }

  /** Whether {@code file} begins as GGUF files do, whatever it is called. */
  public static boolean is(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("GGUF");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Maps {@code file} and reads its metadata.
   *
   * @throws ProbeException if it is missing, truncated, damaged, of another version, or one of
   *     several that belong together
   */
  public static GgufFile open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return parse(
          file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (NoSuchFileException e) {
      throw ProbeException.model("no file " + file, e);
    } catch (IOException e) {
      throw ProbeException.model("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static GgufFile parse(Path file, MemorySegment all) {
    Cursor in = new Cursor(file, all, 0);
    if (in.i32("the header") != MAGIC) {
      throw ProbeException.model(file + " is no GGUF file; name one, or fetch it again");
    }
    int version = in.i32("the version");
    if (version != 2 && version != 3) {
      boolean big = Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == 3;
      throw ProbeException.model(
          big
              ? file
                  + " is a big-endian GGUF file; convert the model again for little-endian machines"
              : "%s is a GGUF file of version %s; versions 2 and 3 are read, convert the model again"
                  .formatted(file, Integer.toUnsignedString(version)));
    }
    long count = in.count(LEAST_TENSOR_BYTES, "the number of tensors");
    Metadata metadata = Metadata.read(file, all, in, in.i64("the number of keys"));
    refuseParts(file, metadata);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      Tensor tensor = tensor(file, in, i);
      if (tensors.put(tensor.name(), tensor) != null) {
        throw ProbeException.model(
            "%s: tensor %s is there twice; the file is damaged, fetch it again"
                .formatted(file, shown(tensor.name())));
      }
    }
    long alignment = alignment(file, metadata);
    long start = (in.at() + alignment - 1) / alignment * alignment;
    MemorySegment data = all.asSlice(Math.min(start, all.byteSize()));
    tensors.values().forEach(tensor -> requireInside(file, tensor, data.byteSize(), alignment));
    return new GgufFile(file, metadata, data, tensors);
  }

  private static void refuseParts(Path file, Metadata metadata) {
    Long parts = metadata.integer("split.count");
    if (parts != null && parts > 1) {
      throw ProbeException.model(
          "%s is one of %d files that hold a model together, which are not read; join them first: llama-gguf-split --merge"
              .formatted(file, parts));
    }
  }

  private static long alignment(Path file, Metadata metadata) {
    Long stated = metadata.integer("general.alignment");
    long alignment = stated == null ? 32 : stated;
    if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
      throw ProbeException.model(
          "%s: general.alignment is %d; it must be a power of 2".formatted(file, alignment));
    }
    return alignment;
  }

  private static Tensor tensor(Path file, Cursor in, long index) {
    String name = in.text("the name of tensor " + index);
    int axes = in.i32(name);
    if (axes < 1 || axes > MOST_AXES) {
      throw ProbeException.model(
          "%s: tensor %s has %s axes; it must have 1 to %d"
              .formatted(file, shown(name), Integer.toUnsignedString(axes), MOST_AXES));
    }
    Integer[] shape = new Integer[axes];
    long count = 1;
    for (int axis = axes - 1; axis >= 0; axis--) {
      long size = in.i64(name);
      if (size < 1 || size > Integer.MAX_VALUE || count > (1L << 48) / size) {
        throw ProbeException.model(
            "%s: tensor %s has an axis of %s; the file is damaged, fetch it again"
                .formatted(file, shown(name), Long.toUnsignedString(size)));
      }
      shape[axis] = (int) size;
      count *= size;
    }
    int number = in.i32(name);
    GgufType type = GgufType.of(number);
    if (type == null || !type.isRead()) {
      throw ProbeException.model(
          "%s: tensor %s is of type %s, which is not read; F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 and Q2_K to Q6_K are"
              .formatted(
                  file,
                  shown(name),
                  type == null ? Integer.toUnsignedString(number) : type.name()));
    }
    if (shape[axes - 1] % type.elements() != 0) {
      throw ProbeException.model(
          "%s: tensor %s has rows of %d, no multiple of the %d of a block of %s; the file is damaged, fetch it again"
              .formatted(file, shown(name), shape[axes - 1], type.elements(), type));
    }
    return new Tensor(name, type, List.of(shape), count, in.i64(name));
  }

  private static void requireInside(Path file, Tensor tensor, long bytes, long alignment) {
    long size = bytes(tensor);
    if (tensor.from() < 0 || tensor.from() > bytes || size > bytes - tensor.from()) {
      throw ProbeException.model(
          "%s: tensor %s takes %d bytes from byte %s of the data on, which has %d; the file is truncated, fetch it again"
              .formatted(
                  file, shown(tensor.name()), size, Long.toUnsignedString(tensor.from()), bytes));
    }
    if (tensor.from() % alignment != 0) {
      throw ProbeException.model(
          "%s: tensor %s begins at byte %d of the data, no multiple of the file's alignment %d; fetch it again"
              .formatted(file, shown(tensor.name()), tensor.from(), alignment));
    }
  }

  private static long bytes(Tensor tensor) {
    return tensor.count() / tensor.type().elements() * tensor.type().bytes();
  }

  /** A name from the file as a message may show it. */
  static String shown(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "...";
  }

  /** The file. */
  public Path file() {
    return file;
  }

  Metadata metadata() {
    return metadata;
  }

  /** Tensors by name, in the order of the file. */
  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Nullable Tensor tensor(String name) {
    return tensors.get(name);
  }

  /** The numbers of {@code tensor}, row by row. */
  Elements elements(Tensor tensor) {
    MemorySegment bytes = data.asSlice(tensor.from(), bytes(tensor));
    GgufType type = tensor.type();
    return switch (type) {
      case F32 -> new Elements.Plain(bytes, DType.F32);
      case F16 -> new Elements.Plain(bytes, DType.F16);
      case BF16 -> new Elements.Plain(bytes, DType.BF16);
      default ->
          new Blocks(
              bytes,
              type.elements(),
              type.bytes(),
              java.util.Objects.requireNonNull(type.decoder()));
    };
  }
}
