package probe.source.hub;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * A model on the hub.
 *
 * @param repository "org/name", or "name" for some old ones
 * @param revision a branch, a tag or a commit
 * @param file one GGUF file of it, or null
 */
record HubName(String repository, String revision, @Nullable String file) {
  private static final String WORD = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<repo>WORD/WORD|WORD)(?:/(?<file>[^@]*\\.gguf))?(?:@(?<rev>[A-Za-z0-9][A-Za-z0-9._/-]*?)(?:/(?<last>[^@/]*\\.gguf))?)?"
              .replace("WORD", WORD));

  static HubName of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()
        || form.group("repo").contains("--")
        || (form.group("file") != null && form.group("last") != null)
        || Arrays.stream(text.split("[/@]", -1)).anyMatch(HubName::leads)) {
      throw ProbeException.input(
          "hf:%s is no name on the hub; it must be hf:org/name, hf:org/name@revision or hf:org/name/FILE.gguf"
              .formatted(text));
    }
    String revision = form.group("rev");
    String file = form.group("last") == null ? form.group("file") : form.group("last");
    return new HubName(form.group("repo"), revision == null ? "main" : revision, file);
  }

  /** Whether {@code part} of a path leads somewhere else than below, or no name at all. */
  private static boolean leads(String part) {
    return part.isEmpty() || part.equals(".") || part.contains("..") || part.endsWith(".git");
  }

  /** Whether the revision is a commit, which nothing can change. */
  boolean isCommit() {
    return revision.matches("[0-9a-f]{40}");
  }

  @Override
  public String toString() {
    return "hf:"
        + repository
        + (file == null ? "" : "/" + file)
        + (revision.equals("main") ? "" : "@" + revision);
  }
}
