package probe.theory;

import java.util.ArrayList;
import java.util.List;

/**
 * How far two concepts depend on each other.
 *
 * @param first the lower one, from 0
 * @param edge whether one of them causes the other
 * @param correlation phi, the correlation of two binary variables
 * @param information mutual information in nats
 */
public record ConceptRelation(
    int first, int second, boolean edge, double correlation, double information) {

  /** All pairs of a graph: (0, 1), (0, 2), (1, 2), (0, 3), ... */
  public static List<ConceptRelation> of(ConceptGraph graph) {
    List<ConceptRelation> out = new ArrayList<>();
    for (int j = 1; j < graph.concepts(); j++) {
      for (int i = 0; i < j; i++) {
        out.add(of(graph, i, j));
      }
    }
    return out;
  }

  private static ConceptRelation of(ConceptGraph graph, int i, int j) {
    double[] cells = new double[4]; // i + 2 j
    for (int c = 0; c < graph.joint().length; c++) {
      cells[(c >> i & 1) + 2 * (c >> j & 1)] += graph.joint()[c];
    }
    double one = cells[1] + cells[3];
    double other = cells[2] + cells[3];
    double phi = (cells[3] - one * other) / Math.sqrt(one * (1 - one) * other * (1 - other));
    double information = 0;
    for (int k = 0; k < 4; k++) {
      double apart = ((k & 1) == 1 ? one : 1 - one) * (k >= 2 ? other : 1 - other);
      information += cells[k] > 0 ? cells[k] * Math.log(cells[k] / apart) : 0;
    }
    boolean edge = (graph.parents()[j] >> i & 1) == 1 || (graph.parents()[i] >> j & 1) == 1;
    return new ConceptRelation(i, j, edge, phi, information);
  }
}
