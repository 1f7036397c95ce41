package probe.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Token ids of any number of contexts, kept in a nameless file: memory does not grow with their
 * number.
 */
public final class Contexts implements AutoCloseable {
  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
  private long written;
  private long count;
  private long tokens;
  private int longest;

  public Contexts() {
    try {
      Path path = Files.createTempFile("probe-contexts", ".ids");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder cannot be written", e);
    }
  }

  /** Adds one context. */
  public void add(int[] ids) {
    putInt(ids.length);
    for (int id : ids) {
      putInt(id);
    }
    count++;
    tokens += ids.length;
    longest = Math.max(longest, ids.length);
  }

  private void putInt(int value) {
    if (buffer.remaining() < Integer.BYTES) {
      flush();
    }
    buffer.putInt(value);
  }

  private void flush() {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        written += file.write(buffer, written);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder is full", e);
    }
    buffer.clear();
  }

  /** Number of contexts. */
  public long count() {
    return count;
  }

  /** Tokens of all contexts. */
  public long tokens() {
    return tokens;
  }

  /** Tokens of the longest context. */
  public int longest() {
    return longest;
  }

  /** Reads the contexts from the first to the last. */
  public Reader read() {
    flush();
    return new Reader();
  }

  /** A position in the contexts. */
  public final class Reader {
    private final ByteBuffer in =
        ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long at;

    /** Up to {@code contexts} more, and no more than about {@code tokens}; empty at the end. */
    public List<int[]> next(int contexts, long tokens) {
      List<int[]> out = new ArrayList<>();
      long sum = 0;
      while (out.size() < contexts && sum < tokens && (in.hasRemaining() || at < written)) {
        int[] ids = new int[getInt()];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = getInt();
        }
        out.add(ids);
        sum += ids.length;
      }
      return out;
    }

    private int getInt() {
      if (in.remaining() < Integer.BYTES) {
        in.compact();
        try {
          while (in.hasRemaining() && at < written) {
            at += file.read(in, at);
          }
        } catch (IOException e) {
          throw new UncheckedIOException("the temporary file cannot be read", e);
        }
        in.flip();
      }
      return in.getInt();
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary file cannot be closed", e);
    }
  }
}
