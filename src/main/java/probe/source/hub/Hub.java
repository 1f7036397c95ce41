package probe.source.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import probe.Companions;
import probe.OutputFolder;
import probe.ProbeException;
import probe.source.Watcher;

/** The Hugging Face hub: what the cache has is taken from there, the rest is fetched into it. */
public final class Hub {
  /** What the library that filled the cache may not have asked for. */
  private static final List<String> TOKENIZER = List.of("tokenizer.json", "tokenizer_config.json");

  private final HubSettings settings;
  private final HubClient client;
  private final Watcher watcher;

  /** The hub that {@code environment} names. */
  public Hub(Map<String, String> environment, Watcher watcher) {
    this(environment, watcher, seconds -> Thread.sleep(seconds * 1000));
  }

  Hub(Map<String, String> environment, Watcher watcher, HubClient.Pause pause) {
    this.settings = HubSettings.of(environment);
    this.client = new HubClient(settings, pause);
    this.watcher = watcher;
  }

  /**
   * The folder or GGUF file of the model {@code text}, org/name[/FILE.gguf][@revision].
   *
   * @throws ProbeException if it cannot be had; what had arrived of a file is kept for the next try
   */
  public Path fetch(String text) {
    HubName name = HubName.of(text);
    HubCache cache = new HubCache(settings.cache(), name.repository());
    Path cached;
    try {
      Path snapshot = cache.snapshot(name);
      cached = snapshot == null ? null : HubFiles.complete(name, snapshot);
      if (cached != null && (settings.offline() || isWhole(name, cache, cached))) {
        return cached;
      }
      if (settings.offline()) {
        throw ProbeException.model(
            "%s is not in the cache %s, and HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to fetch it"
                .formatted(name, cache.folder()));
      }
    } catch (IOException e) {
      throw cannotKeep(e);
    }
    return download(name, cache, cached);
  }

  /** Whether nothing that belongs to the model may be missing: the weights alone have no words. */
  private static boolean isWhole(HubName name, HubCache cache, Path cached) {
    return name.file() != null
        || !Files.isDirectory(cached)
        || TOKENIZER.stream().allMatch(file -> cache.knows(cached, file));
  }

  private Path download(HubName name, HubCache cache, @Nullable Path cached) {
    try {
      JsonNode about = about(name);
      String commit = about.path("sha").asText("");
      if (!commit.matches("[0-9a-f]{40}")) {
        throw strange(name, "no commit");
      }
      List<String> all = new ArrayList<>();
      for (JsonNode file : about.path("siblings")) {
        all.add(file.path("rfilename").asText(""));
      }
      List<Download.Remote> files = new ArrayList<>();
      for (String file : HubFiles.wanted(name, all)) {
        files.add(remote(name, commit, file));
      }
      fetchAll(name, commit, files, cache);
      for (String file : Companions.names()) {
        if (name.file() == null && !all.contains(file)) {
          cache.noteAbsent(commit, file);
        }
      }
      if (!name.isCommit()) {
        cache.point(name.revision(), commit);
      }
      Path complete = HubFiles.complete(name, cache.snapshot(commit));
      if (complete == null) {
        throw strange(name, "no whole model");
      }
      return complete;
    } catch (java.nio.file.FileSystemException e) {
      throw cannotKeep(e);
    } catch (IOException e) {
      if (cached != null) {
        watcher.say(
            "%s cannot be reached (%s): %s may lack its tokenizer's files"
                .formatted(settings.endpoint(), reason(e), cached));
        return cached;
      }
      throw ProbeException.model(
          "%s cannot be reached for %s: %s; it is not in the cache %s either"
              .formatted(settings.endpoint(), name, reason(e), cache.folder()),
          e);
    }
  }

  private static String reason(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.nio.channels.UnresolvedAddressException) {
        return "no such host, or no network";
      }
      if (cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    return "no connection";
  }

  private JsonNode about(HubName name) throws IOException {
    URI uri = address("/api/models/" + name.repository() + "/revision/" + encoded(name.revision()));
    try (HubClient.Answer answer = client.ask("GET", uri, Map.of(), false, name.toString())) {
      JsonNode about = new ObjectMapper().readTree(answer.response().body());
      return about == null ? new ObjectMapper().createObjectNode() : about;
    } catch (JsonProcessingException e) {
      throw strange(name, "no JSON");
    }
  }

  private ProbeException strange(HubName name, String what) {
    return ProbeException.model(
        "%s answered %s for %s; is HF_ENDPOINT a hub?".formatted(settings.endpoint(), what, name));
  }

  private Download.Remote remote(HubName name, String commit, String file) throws IOException {
    if (Arrays.asList(file.split("/", -1)).contains("..")
        || file.startsWith("/")
        || !file.matches("[\\w ./+=@,()\\[\\]-]+")) {
      throw strange(name, "the file name '" + file.replaceAll("\\p{Cntrl}", "?") + "'");
    }
    URI uri = address("/" + name.repository() + "/resolve/" + commit + "/" + encodedPath(file));
    Map<String, String> whole = Map.of("Accept-Encoding", "identity");
    try (HubClient.Answer answer = client.ask("HEAD", uri, whole, false, name + ", file " + file)) {
      String etag = first(answer, "X-Linked-Etag", "ETag");
      if (etag == null) {
        throw strange(name, "no ETag");
      }
      String bare = etag.replaceFirst("^W/", "").replace("\"", "");
      if (!bare.matches("[A-Za-z0-9._-]{1,128}") || bare.startsWith(".")) {
        throw strange(name, "a strange ETag");
      }
      boolean elsewhere = answer.status() / 100 == 3;
      String size =
          elsewhere
              ? answer.header("X-Linked-Size")
              : first(answer, "X-Linked-Size", "Content-Length");
      long bytes = size != null && size.matches("\\d{1,18}") ? Long.parseLong(size) : -1;
      return new Download.Remote(uri, file, bare, bytes);
    }
  }

  private static @Nullable String first(HubClient.Answer answer, String... names) {
    for (String name : names) {
      String value = answer.header(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private void fetchAll(HubName name, String commit, List<Download.Remote> files, HubCache cache)
      throws IOException {
    long total = files.stream().mapToLong(file -> Math.max(0, file.size())).sum();
    watcher.say(
        "fetching %s, %d files of %,d bytes, to %s"
            .formatted(name, files.size(), total, cache.folder()));
    Download download = new Download(client, cache);
    try (Watcher.Task task = watcher.begin("fetch", total)) {
      for (Download.Remote file : files) {
        cache.link(commit, file.name(), download.blob(file, task::advance));
      }
    }
  }

  private ProbeException cannotKeep(IOException e) {
    return ProbeException.output(
        "the hub's cache %s cannot be used: %s; set HF_HUB_CACHE to a folder that can be written"
            .formatted(settings.cache(), OutputFolder.reason(e)),
        e);
  }

  private URI address(String path) {
    return URI.create(settings.endpoint() + path);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String encodedPath(String path) {
    return Arrays.stream(path.split("/", -1)).map(Hub::encoded).collect(Collectors.joining("/"));
  }
}
