package probe.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import probe.ProbeException;

/** All predictions, in their order. */
public final class Predictions {
  private static final List<Prediction> ALL =
      List.of(
          new ParallelDifferences(),
          new AlignedDirections(),
          new NearOrthogonal(),
          new ConstantLogOdds(),
          new MaxMarginDifferences(),
          new GrowsWithLearning(),
          new UnfixedConcept(),
          new OneImplication(),
          new MarginRatio(),
          new SpuriousTransfer(),
          new FewDirections(),
          new ProductFails(),
          new HeadRank());

  private Predictions() {}

  /** From both theories. */
  public static List<Prediction> all() {
    return ALL;
  }

  /**
   * Those with these ids, in the order of all.
   *
   * @throws ProbeException for an id that no prediction has
   */
  public static List<Prediction> named(List<String> ids) {
    List<String> wanted = new ArrayList<>();
    for (String id : ids) {
      String upper = id.strip().toUpperCase(Locale.ROOT);
      if (ALL.stream().noneMatch(p -> p.claim().id().equals(upper))) {
        throw ProbeException.input(
            "--predictions takes %s, got '%s'"
                .formatted(
                    ALL.stream().map(p -> p.claim().id()).collect(Collectors.joining(", ")), id));
      }
      wanted.add(upper);
    }
    return ALL.stream().filter(p -> wanted.contains(p.claim().id())).toList();
  }
}
