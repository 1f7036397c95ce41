package probe.source.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * The variables that Hugging Face's own library reads, with the same precedence.
 *
 * @param endpoint where the hub is
 * @param cache the folder of its cache
 * @param token what proves who asks, or null
 */
record HubSettings(URI endpoint, Path cache, @Nullable String token, boolean offline) {
  private static final String USER = System.getProperty("user.home", ".");
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

  static HubSettings of(Map<String, String> environment) {
    Path caches = folder(environment, "XDG_CACHE_HOME", Path.of(USER, ".cache"));
    Path home = folder(environment, "HF_HOME", caches.resolve("huggingface"));
    Path older = folder(environment, "HUGGINGFACE_HUB_CACHE", home.resolve("hub"));
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
    return new HubSettings(
        endpoint(endpoint.isBlank() ? "https://huggingface.co" : endpoint.strip()),
        folder(environment, "HF_HUB_CACHE", older),
        token(environment, home),
        isTrue(environment, "HF_HUB_OFFLINE") || isTrue(environment, "TRANSFORMERS_OFFLINE"));
  }

  /** The folder that a variable names, as a shell would read it; set to nothing, it is not set. */
  private static Path folder(Map<String, String> environment, String name, Path otherwise) {
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      return otherwise;
    }
    boolean own = value.equals("~") || value.startsWith("~/");
    try {
      return Path.of(own ? USER + value.substring(1) : value);
    } catch (InvalidPathException e) {
      throw ProbeException.input(
          "%s is '%s', which cannot be a folder here".formatted(name, value), e);
    }
  }

  private static URI endpoint(String text) {
    try {
      URI uri = URI.create(text.replaceAll("/+$", ""));
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(text, e);
    }
    throw wrong(text, null);
  }

  private static ProbeException wrong(String text, @Nullable Exception e) {
    String message = "HF_ENDPOINT is '%s'; it must be an http or https address".formatted(text);
    return e == null ? ProbeException.input(message) : ProbeException.input(message, e);
  }

  private static boolean isTrue(Map<String, String> environment, String name) {
    return TRUE.contains(environment.getOrDefault(name, "").toUpperCase(Locale.ROOT));
  }

  /** A token that can stand in a header; what is wrong with another one is not shown. */
  private static String clean(String token, String where) {
    if (!token.matches("[!-~]+")) {
      throw ProbeException.input(
          "the token in %s is none: it has blanks, line breaks or other characters that no token has"
              .formatted(where));
    }
    return token;
  }

  private static @Nullable String token(Map<String, String> environment, Path home) {
    if (isTrue(environment, "HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      return null;
    }
    for (String name : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
      String token = environment.getOrDefault(name, "").strip();
      if (!token.isEmpty()) {
        return clean(token, name);
      }
    }
    Path file = folder(environment, "HF_TOKEN_PATH", home.resolve("token"));
    try {
      String token = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
      return token.isEmpty() ? null : clean(token, file.toString());
    } catch (IOException e) {
      throw ProbeException.input(
          "the token in %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
