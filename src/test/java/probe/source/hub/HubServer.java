package probe.source.hub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import probe.Sha256;

/** A hub on this machine with one repository, org/name, and another host for its large files. */
final class HubServer implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** A request as it came. */
  record Asked(String host, String method, String path, String token, String range) {}

  private final HttpServer hub = server("hub");
  private final HttpServer store = server("store");
  private final Map<String, byte[]> files = new TreeMap<>();
  final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

  /** Statuses that come before the true answers, of all requests. */
  final Deque<Integer> statuses = new ArrayDeque<>();

  /** Numbers of bytes after which the next answers of the store break off. */
  final Deque<Integer> cuts = new ArrayDeque<>();

  String errorCode = "";
  String retryAfter = "";
  String location = "";
  boolean ignoresRanges;
  boolean corrupt;

  HubServer() throws IOException {
    hub.start();
    store.start();
  }

  private HttpServer server(String host) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.createContext("/", exchange -> answer(host, exchange));
    return made;
  }

  HubServer put(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  HubServer put(String name, String content) {
    return put(name, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  String endpoint() {
    return "http://127.0.0.1:" + hub.getAddress().getPort();
  }

  List<Asked> of(String host) {
    return asked.stream().filter(one -> one.host().equals(host)).toList();
  }

  private void answer(String host, HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(
        new Asked(
            host,
            exchange.getRequestMethod(),
            path,
            header(exchange, "Authorization"),
            header(exchange, "Range")));
    try (exchange) {
      if (!statuses.isEmpty()) {
        set(exchange, "X-Error-Code", errorCode);
        set(exchange, "Retry-After", retryAfter);
        exchange.sendResponseHeaders(statuses.pop(), -1);
      } else if (host.equals("store")) {
        content(exchange, files.get(path.substring(1)));
      } else if (path.startsWith("/api/models/old/name/")) {
        set(exchange, "Location", path.replace("old/name", "org/name"));
        exchange.sendResponseHeaders(307, -1);
      } else if (path.startsWith("/api/models/org/name/revision/")) {
        list(exchange);
      } else {
        resolve(exchange, path.replaceFirst("^/(old|org)/name/resolve/[0-9a-f]{40}/", ""));
      }
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static void set(HttpExchange exchange, String name, String value) {
    if (!value.isEmpty()) {
      exchange.getResponseHeaders().set(name, value);
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    byte[] json =
        new ObjectMapper()
            .writeValueAsBytes(
                Map.of(
                    "sha",
                    COMMIT,
                    "siblings",
                    files.keySet().stream().map(name -> Map.of("rfilename", name)).toList()));
    exchange.sendResponseHeaders(200, json.length);
    exchange.getResponseBody().write(json);
  }

  private void resolve(HttpExchange exchange, String name) throws IOException {
    byte[] content = files.get(name);
    if (content == null) {
      set(exchange, "X-Error-Code", "EntryNotFound");
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    set(exchange, "X-Repo-Commit", COMMIT);
    if (name.endsWith(".safetensors") || name.endsWith(".gguf")) {
      set(exchange, "X-Linked-Etag", "\"" + Sha256.of(content) + "\"");
      set(exchange, "X-Linked-Size", "" + content.length);
      String other = "http://localhost:" + store.getAddress().getPort() + "/" + name;
      set(exchange, "Location", location.isEmpty() ? other : location);
      exchange.sendResponseHeaders(302, -1);
      return;
    }
    set(exchange, "ETag", "\"" + gitHash(content) + "\"");
    if (exchange.getRequestMethod().equals("HEAD")) {
      set(exchange, "Content-Length", "" + content.length);
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  private void content(HttpExchange exchange, byte[] content) throws IOException {
    String range = header(exchange, "Range");
    int from = range.isEmpty() || ignoresRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    if (corrupt) {
      rest[rest.length - 1] ^= 1;
    }
    exchange.sendResponseHeaders(range.isEmpty() || ignoresRanges ? 200 : 206, rest.length);
    int count = cuts.isEmpty() ? rest.length : cuts.pop();
    OutputStream out = exchange.getResponseBody();
    out.write(rest, 0, count);
    out.flush();
  }

  static String gitHash(byte[] content) {
    try {
      var digest = java.security.MessageDigest.getInstance("SHA-1");
      digest.update(
          ("blob " + content.length + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return java.util.HexFormat.of().formatHex(digest.digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    hub.stop(0);
    store.stop(0);
  }
}
