package probe.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** (A6) Directions form as the loss falls. */
final class GrowsWithLearning implements Prediction {
  /** The fewest points of training that can be ranked. */
  private static final int FEWEST = 4;

  @Override
  public Claim claim() {
    return Claim.direction(
        "A6",
        "Concepts become directions as the loss falls.",
        "mean over concepts of the rank correlation, over points of training, of the gain over"
            + " shuffled partners (A1) with the loss, sign turned",
        0,
        Claim.Side.ABOVE,
        0.1);
  }

  @Override
  public Theory theory(Toys toys) {
    return toys.latent(run -> run.learning());
  }

  @Override
  public Measured measure(Subject subject) {
    List<Subject.Point> course = subject.course();
    if (course.size() < FEWEST) {
      return Measured.untested(
          ("%d points of its training are there, %d are needed: `probe pocket train --checkpoints`"
                  + " and `probe compare --checkpoints` give them")
              .formatted(course.size(), FEWEST));
    }
    List<Map<String, Double>> gains = new ArrayList<>();
    Subject.Part last = null;
    for (Subject.Point point : course) {
      Subject.Part part = point.part("linearity");
      if (part == null) {
        return Measured.untested("step %d has no linearity in its results".formatted(point.step()));
      }
      gains.add(ParallelDifferences.gains(part));
      last = part;
    }
    if (last == null) {
      throw new IllegalStateException("a course has points");
    }
    double[] learnt = course.stream().mapToDouble(point -> -point.excess()).toArray();
    Map<String, Double> correlations = new LinkedHashMap<>();
    for (String concept : gains.getLast().keySet()) {
      if (gains.stream().allMatch(at -> at.containsKey(concept))) {
        double[] own = gains.stream().mapToDouble(at -> at.getOrDefault(concept, 0.0)).toArray();
        correlations.put(concept, probe.stats.Ranks.correlation(learnt, own));
      }
    }
    return Concepts.mean(
        last,
        correlations,
        "rank correlation over training",
        List.of("steps " + course.stream().map(point -> String.valueOf(point.step())).toList()));
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.COURSE);
  }
}
