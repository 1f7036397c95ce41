package probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The few lines that a clone without Git LFS has in place of a large file. */
public final class GitPointer {
  private static final String START = "version https://git-lfs";

  private GitPointer() {}

  /** Whether {@code file} is such a pointer; false where it cannot be read. */
  public static boolean is(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(START.length());
      return new String(start, StandardCharsets.ISO_8859_1).equals(START);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What is wrong with a pointer, and what to do.
   *
   * @param what what should be in its place, such as "the model"
   */
  public static String instead(String what) {
    return "is a pointer of Git LFS, not %s; fetch it with: git lfs pull".formatted(what);
  }
}
