package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import probe.result.Figure;

/** How far concepts are directions, against the loss, over the training of a model. */
final class CourseFigure {
  private CourseFigure() {}

  /** One line with its band; the subject has points of its training. */
  static Figure of(Subject subject) {
    List<Double> x = new ArrayList<>();
    List<@Nullable Double> y = new ArrayList<>();
    List<@Nullable Double> low = new ArrayList<>();
    List<@Nullable Double> high = new ArrayList<>();
    // from the lowest loss to the highest: an axis goes upwards
    for (Subject.Point point : subject.course().reversed()) {
      Subject.Part part = point.part("linearity");
      Measured gain =
          part == null
              ? Measured.untested("no linearity")
              : Concepts.mean(
                  part, ParallelDifferences.gains(part), ParallelDifferences.GAIN, List.of());
      x.add(point.excess());
      y.add(gain instanceof Measured.Value value ? value.interval().estimate() : null);
      low.add(gain instanceof Measured.Value value ? value.interval().low() : null);
      high.add(gain instanceof Measured.Value value ? value.interval().high() : null);
    }
    return new Figure.Curves(
        "course-" + subject.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
        "A6: directions against the loss, %s".formatted(subject.name()),
        "Points of training, steps %s from the right to the left."
            .formatted(
                String.join(
                    ", ",
                    subject.course().stream()
                        .map(point -> String.format(Locale.ROOT, "%,d", point.step()))
                        .toList())),
        "loss above the entropy of the data, nats a token",
        "gain over shuffled partners",
        x,
        List.of(new Figure.Line(subject.name(), y, low, high)));
  }
}
