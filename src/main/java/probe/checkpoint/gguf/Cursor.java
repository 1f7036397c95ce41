package probe.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import probe.ProbeException;

/** Reads a mapped file from a place on, and never beyond its end. */
final class Cursor {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment data;
  private long at;

  Cursor(Path file, MemorySegment data, long at) {
    this.file = file;
    this.data = data;
    this.at = at;
  }

  long at() {
    return at;
  }

  /** Bytes that are left. */
  long left() {
    return data.byteSize() - at;
  }

  /**
   * Steps over {@code bytes} bytes.
   *
   * @param what what they would hold, as messages name it
   * @return where they begin
   * @throws ProbeException if the file ends before
   */
  long take(long bytes, String what) {
    if (bytes < 0 || bytes > left()) {
      throw ProbeException.model(
          "%s: %s at byte %d takes %s bytes, and the file ends %d bytes on; it is truncated or damaged, fetch it again"
              .formatted(file, what, at, Long.toUnsignedString(bytes), left()));
    }
    long from = at;
    at += bytes;
    return from;
  }

  int u8(String what) {
    return data.get(ValueLayout.JAVA_BYTE, take(1, what)) & 0xff;
  }

  short i16(String what) {
    return data.get(SHORT, take(2, what));
  }

  int i32(String what) {
    return data.get(INT, take(4, what));
  }

  long i64(String what) {
    return data.get(LONG, take(8, what));
  }

  /**
   * A count of things of at least {@code bytes} bytes each.
   *
   * @throws ProbeException if the rest of the file cannot hold as many
   */
  long count(long bytes, String what) {
    long from = at;
    long count = i64(what);
    if (count < 0 || count > left() / bytes) {
      throw ProbeException.model(
          "%s: %s at byte %d is %s, more than the rest of the file can hold; it is truncated or damaged, fetch it again"
              .formatted(file, what, from, Long.toUnsignedString(count)));
    }
    return count;
  }

  /** Text with its length before it. */
  String text(String what) {
    long length = i64(what);
    if (length > Integer.MAX_VALUE - 8) {
      length = Long.MIN_VALUE; // longer than any text, and than what is left
    }
    long from = take(length, what);
    byte[] bytes = data.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw ProbeException.model(
          "%s: %s at byte %d is no UTF-8; the file is damaged, fetch it again"
              .formatted(file, what, from),
          e);
    }
  }

  /** Steps over text. */
  void skipText(String what) {
    take(i64(what), what);
  }
}
