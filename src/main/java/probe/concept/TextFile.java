package probe.concept;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import probe.ProbeException;

/** Reads a file as UTF-8. */
final class TextFile {
  // the largest list that ships has a hundredth of this
  private static final long LIMIT = 2_000_000;

  private TextFile() {}

  static String read(Path file) {
    byte[] bytes;
    try {
      long size = Files.size(file);
      if (size > LIMIT) {
        throw ProbeException.input(
            "%s:1: %,d bytes; at most %,d, so split the file".formatted(file, size, LIMIT));
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      // its message is the path and nothing else, when a file may not be read
      throw ProbeException.input(
          "cannot read %s (%s); see that it may be read"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    String text = decode(file, bytes);
    requireUsable(file, text);
    return text;
  }

  private static String decode(Path file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      throw ProbeException.input(
          "%s:%d: not UTF-8; save the file as UTF-8".formatted(file, line(text, text.length())));
    }
    // some editors begin a file with a byte order mark
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static void requireUsable(Path file, String text) {
    text.codePoints()
        .filter(c -> !Characters.usableInFile(c))
        .findFirst()
        .ifPresent(
            bad -> {
              throw ProbeException.input(
                  "%s:%d: the file holds %s; remove it"
                      .formatted(file, line(text, text.indexOf(bad)), Characters.name(bad)));
            });
  }

  private static long line(String text, int index) {
    return 1 + text.substring(0, index).chars().filter(c -> c == '\n').count();
  }
}
