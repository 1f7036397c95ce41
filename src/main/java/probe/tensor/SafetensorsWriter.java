package probe.tensor;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import probe.ProbeException;

/**
 * Writes a safetensors file of float32 tensors, whose rows may come in any order.
 *
 * <p>First every tensor is declared, then rows are put where they belong; nothing is held in
 * memory.
 */
public final class SafetensorsWriter implements AutoCloseable {
  // the limit of the format's reference reader
  private static final long LONGEST_HEADER = 100_000_000;

  private final FileChannel channel;
  private final OutputStream header;
  private long dataStart = -1;
  private long declared;
  private boolean first = true;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  /** Opens {@code file} for writing; what was in it is lost. */
  public SafetensorsWriter(Path file) throws IOException {
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    channel.position(Long.BYTES);
    header = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    header.write('{');
  }

  /**
   * Declares the float32 tensor {@code name} of {@code shape}; returns the byte offset of its data.
   *
   * @throws IllegalStateException after the first data was written
   */
  public long declare(String name, long... shape) throws IOException {
    if (dataStart >= 0) {
      throw new IllegalStateException("tensor " + name + " was declared after data was written");
    }
    long at = declared;
    long count = LongStream.of(shape).reduce(1, (x, y) -> x * y);
    declared += count * Float.BYTES;
    String entry =
        "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
            .formatted(
                first ? "" : ",",
                escape(name),
                LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(",")),
                at,
                declared);
    first = false;
    header.write(entry.getBytes(StandardCharsets.UTF_8));
    return at;
  }

  private static String escape(String name) {
    return name.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** Bytes of data that were declared. */
  public long declaredBytes() {
    return declared;
  }

  /** Writes {@code count} floats of {@code values} at byte {@code offset} of the data. */
  public void put(long offset, float[] values, int from, int count) throws IOException {
    int size = count * Float.BYTES;
    if (bytes.capacity() < size) {
      bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }
    bytes.clear();
    bytes.asFloatBuffer().put(values, from, count);
    bytes.limit(size);
    long at = start() + offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private long start() throws IOException {
    if (dataStart < 0) {
      header.write('}');
      header.flush();
      long length = channel.position() - Long.BYTES;
      if (length > LONGEST_HEADER) {
        throw ProbeException.input(
            "the names of the tensors take %,d bytes, and readers of safetensors accept %,d; take fewer contexts or layers at a time, or one position of each"
                .formatted(length, LONGEST_HEADER));
      }
      // readers want the data aligned; trailing spaces belong to the header
      long padded = (length + 7) / 8 * 8;
      header.write(" ".repeat((int) (padded - length)).getBytes(StandardCharsets.UTF_8));
      header.flush();
      ByteBuffer size = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(size.putLong(padded).flip(), 0);
      dataStart = Long.BYTES + padded;
    }
    return dataStart;
  }

  /** Finishes the file; whatever was declared and not written reads as zeros. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (dataStart < 0 && channel.position() > LONGEST_HEADER) {
        return; // it was refused
      }
      long end = start() + declared;
      if (channel.size() < end) {
        channel.write(ByteBuffer.allocate(1), end - 1);
      }
    }
  }
}
