package probe.source.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.Provenance;

/** Asks the hub, follows its redirects, and waits where it says so. */
final class HubClient {
  private static final int MOST_HOPS = 8;
  private static final int MOST_TRIES = 4;
  private static final int LONGEST_WAIT_SECONDS = 60;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Waits; tests do not. */
  interface Pause {
    void seconds(long seconds) throws InterruptedException;
  }

  private final HubSettings settings;
  private final Pause pause;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HubClient(HubSettings settings, Pause pause) {
    this.settings = settings;
    this.pause = pause;
  }

  /** An answer, and where it came from in the end. */
  record Answer(HttpResponse<InputStream> response, URI from) implements AutoCloseable {
    @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    int status() {
      return response.statusCode();
    }

    @Override
    public void close() {
      try {
        response.body().close();
      } catch (IOException e) {
        return; // it was not wanted any more
      }
    }
  }

  /**
   * Asks for {@code uri}.
   *
   * @param method GET or HEAD
   * @param leaving whether a redirect to another host is followed, without the token; if not, it is
   *     the answer
   * @throws ProbeException if the hub cannot be reached, or says no
   */
  Answer ask(String method, URI uri, Map<String, String> headers, boolean leaving, String what)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      Answer answer = follow(method, uri, headers, leaving);
      if (answer.status() < 400) {
        return answer;
      }
      long wait = attempt < MOST_TRIES ? wait(answer, attempt) : -1;
      if (wait < 0) {
        try (answer) {
          throw refused(answer, what);
        }
      }
      answer.close();
      pause(wait);
    }
  }

  void pause(long seconds) {
    try {
      pause.seconds(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProbeException.model("interrupted while waiting for " + settings.endpoint(), e);
    }
  }

  /** Seconds after which to ask again, or -1 not to. */
  private static long wait(Answer answer, int attempt) {
    int status = answer.status();
    if (status == 429 || status == 503) {
      String after = answer.header("Retry-After");
      long seconds =
          after != null && after.matches("\\d{1,6}") ? Long.parseLong(after) : 1L << attempt;
      return seconds <= LONGEST_WAIT_SECONDS ? seconds : -1;
    }
    return status >= 500 ? 1L << attempt : -1;
  }

  private Answer follow(String method, URI first, Map<String, String> headers, boolean leaving)
      throws IOException {
    URI uri = first;
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      Answer answer = new Answer(send(method, uri, headers), uri);
      String location = answer.header("Location");
      if (location == null || answer.status() / 100 != 3 || answer.status() == 304) {
        return answer;
      }
      URI next = next(uri, location);
      if (!isHub(next) && !leaving) {
        return answer;
      }
      answer.close();
      uri = next;
    }
    throw ProbeException.model(
        "%s redirects more than %d times; try again later".formatted(first, MOST_HOPS));
  }

  private static URI next(URI from, String location) {
    try {
      URI next = from.resolve(location);
      if (next.getHost() != null
          && ("http".equalsIgnoreCase(next.getScheme())
              || "https".equalsIgnoreCase(next.getScheme()))) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      throw astray(from, location, e);
    }
    throw astray(from, location, null);
  }

  private static ProbeException astray(URI from, String location, @Nullable Exception e) {
    String message =
        "%s redirects to '%s', which is no http or https address; try again later"
            .formatted(from, location.replaceAll("[^ -~]", "?"));
    return e == null ? ProbeException.model(message) : ProbeException.model(message, e);
  }

  /** Whether {@code uri} is on the hub's own host: no other one is told the token. */
  private boolean isHub(URI uri) {
    URI hub = settings.endpoint();
    return hub.getScheme().equalsIgnoreCase(uri.getScheme())
        && hub.getHost().equalsIgnoreCase(uri.getHost())
        && hub.getPort() == uri.getPort();
  }

  private HttpResponse<InputStream> send(String method, URI uri, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("User-Agent", "probe/" + Provenance.version());
    new TreeMap<>(headers).forEach(request::header);
    if (settings.token() != null && isHub(uri)) {
      request.header("Authorization", "Bearer " + settings.token());
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProbeException.model("interrupted while asking " + uri.getHost(), e);
    } catch (HttpTimeoutException e) {
      throw new ConnectException("no answer within " + ANSWER.toSeconds() + " s");
    }
  }

  private ProbeException refused(Answer answer, String what) {
    String code = String.valueOf(answer.header("X-Error-Code")).toLowerCase(Locale.ROOT);
    int status = answer.status();
    String why =
        switch (status) {
          case 401, 403 ->
              code.contains("gated")
                  ? "is gated: accept its terms on the hub, and set HF_TOKEN to a token of that"
                      + " account"
                  : settings.token() == null
                      ? "is not there, or is not for everybody: check the name, or set HF_TOKEN"
                      : "is not there, or not for the token that is set: check the name and"
                          + " HF_TOKEN";
          case 404 ->
              code.contains("revision")
                  ? "has no such revision; check what stands after @"
                  : "is not on the hub; check the name";
          case 416 ->
              "answers that the file ends earlier; remove what ends in .incomplete in the cache";
          case 429 -> "was asked for too often; wait a while, or set HF_TOKEN";
          default -> status >= 500 ? "cannot be had now; try again later" : "cannot be had";
        };
    return ProbeException.model(
        "%s %s (%s answered %d)".formatted(what, why, answer.from().getHost(), status));
  }
}
