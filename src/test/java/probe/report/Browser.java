package probe.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by its DevTools protocol. */
final class Browser implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 120; // a shared machine can be slow

  private final Process process;
  private final WebSocket socket;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final StringBuilder part = new StringBuilder();
  private String session = "";

  /** The browser's program, where there is one. */
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser(Path program, Path profile) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    // its sockets too go where they are removed
    builder.environment().put("TMPDIR", profile.toString());
    process = builder.start();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address()), this)
            .get(SECONDS, TimeUnit.SECONDS);
    String target =
        call("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Chromium prints where it listens. */
  private String address() throws IOException {
    BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
    List<String> seen = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int at = line.indexOf("ws://");
      if (at >= 0) {
        // it goes on printing, and would stop if nobody read
        Thread.ofVirtual().start(() -> lines.lines().forEach(unread -> {}));
        return line.substring(at).strip();
      }
      seen.add(line);
    }
    throw new IOException("the browser did not start: " + String.join(" / ", seen));
  }

  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    Map<String, Object> message = new java.util.LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(JSON.writeValueAsString(message), true).get(SECONDS, TimeUnit.SECONDS);
    JsonNode got = answer.get(SECONDS, TimeUnit.SECONDS);
    if (got.has("error")) {
      throw new IllegalStateException(method + ": " + got.get("error"));
    }
    return got.get("result");
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      try {
        JsonNode message = JSON.readTree(part.toString());
        if (message.has("id")) {
          waiting.remove(message.get("id").asInt()).complete(message);
        } else {
          events.add(message);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } finally {
        part.setLength(0);
      }
    }
    from.request(1);
    return null;
  }

  /** Opens {@code page} from disk in a window of this width. */
  void open(Path page, int width, boolean dark) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 500));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    events.clear();
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    until("document.readyState === 'complete'");
  }

  /** The value of an expression, promises awaited. */
  JsonNode eval(String script) throws Exception {
    JsonNode got =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
    if (got.has("exceptionDetails")) {
      throw new IllegalStateException(script + ": " + got.get("exceptionDetails"));
    }
    return got.get("result").path("value");
  }

  /** Waits until {@code condition} is true. */
  void until(String condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!eval(condition).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("never true: " + condition);
      }
      Thread.sleep(50);
    }
  }

  /** What went wrong since the page was opened, or was asked of the network. */
  List<String> complaints() {
    return events.stream()
        .filter(
            e ->
                switch (e.path("method").asText()) {
                  case "Runtime.exceptionThrown" -> true;
                  case "Runtime.consoleAPICalled" ->
                      List.of("error", "warning", "assert").contains(e.at("/params/type").asText());
                  case "Log.entryAdded" -> !e.at("/params/entry/level").asText().equals("verbose");
                  case "Network.requestWillBeSent" ->
                      !e.at("/params/request/url").asText().matches("(file|data):.*");
                  default -> false;
                })
        .map(JsonNode::toString)
        .toList();
  }

  byte[] screenshot(boolean whole) throws Exception {
    return Base64.getDecoder()
        .decode(
            call("Page.captureScreenshot", Map.of("captureBeyondViewport", whole))
                .get("data")
                .asText());
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    client.close();
  }
}
