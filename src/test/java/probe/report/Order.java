package probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Whether texts come after each other; AssertJ's own needs minutes for a page of megabytes. */
final class Order {
  private Order() {}

  static void assertInOrder(String page, List<String> parts) {
    int from = 0;
    for (String part : parts) {
      int at = page.indexOf(part, from);
      assertThat(at).as("place of '%s' after character %d", part, from).isNotNegative();
      from = at + part.length();
    }
  }
}
