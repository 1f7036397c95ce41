package probe.source.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

  static HubSettings of(Map<String, String> environment) {
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        shared.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(shared);
    Path home =
        Path.of(environment.getOrDefault("HF_HOME", caches.resolve("huggingface").toString()));
    String older =
        environment.getOrDefault("HUGGINGFACE_HUB_CACHE", home.resolve("hub").toString());
    return new HubSettings(
        endpoint(environment.getOrDefault("HF_ENDPOINT", "https://huggingface.co")),
        Path.of(environment.getOrDefault("HF_HUB_CACHE", older)),
        token(environment, home),
        isTrue(environment, "HF_HUB_OFFLINE") || isTrue(environment, "TRANSFORMERS_OFFLINE"));
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

  private static @Nullable String token(Map<String, String> environment, Path home) {
    if (isTrue(environment, "HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      return null;
    }
    for (String name : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
      String token = environment.getOrDefault(name, "").strip();
      if (!token.isEmpty()) {
        return token;
      }
    }
    Path file =
        Path.of(environment.getOrDefault("HF_TOKEN_PATH", home.resolve("token").toString()));
    try {
      String token = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
      return token.isEmpty() ? null : token;
    } catch (IOException e) {
      throw ProbeException.input(
          "the token in %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
