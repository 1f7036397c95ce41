package probe.source.hub;

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
  private static final String WORD = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<repo>WORD/WORD|WORD)(?:/(?<file>[^@]*\\.gguf))?(?:@(?<rev>[A-Za-z0-9][A-Za-z0-9._/-]*))?"
              .replace("WORD", WORD));

  static HubName of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || text.contains("..") || text.contains("--")) {
      throw ProbeException.input(
          "hf:%s is no name on the hub; it must be hf:org/name, hf:org/name@revision or hf:org/name/FILE.gguf"
              .formatted(text));
    }
    String revision = form.group("rev");
    return new HubName(
        form.group("repo"), revision == null ? "main" : revision, form.group("file"));
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
