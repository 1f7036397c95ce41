package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import probe.facts.Arm;
import probe.facts.Group;

/**
 * Whether trials learnt what they were told: what was not learnt can imply nothing.
 *
 * @param why what was not learnt, with its number; "" where all was
 */
record Learnt(boolean learnt, String why) {
  private static final List<Group> TOLD =
      List.of(Group.TRAIN_FACTS, Group.TEST_FACTS, Group.TRAIN_IMPLICATIONS);

  /** Looks at the mean rank among all candidates, in the words of training. */
  static Learnt of(List<Trial> trials, double below) {
    List<String> missing = new ArrayList<>();
    boolean facts = false;
    for (Group group : TOLD) {
      List<Reading> told =
          trials.stream()
              .filter(t -> group != Group.TRAIN_IMPLICATIONS || tellsImplications(t))
              .map(Reading::after)
              .toList();
      Cells cells = Cells.of(Measure.RANK_ALL, told, new Reading.Asked(group, false));
      if (cells.isEmpty()) {
        continue;
      }
      facts |= !group.implication();
      if (!(cells.mean() < below)) {
        missing.add(
            String.format(
                Locale.ROOT, "%s have mean rank %.2f, not below %s", group, cells.mean(), below));
      }
    }
    if (!facts) {
      missing.add("no fact was asked");
    }
    return new Learnt(missing.isEmpty(), String.join(", ", missing));
  }

  private static boolean tellsImplications(Trial trial) {
    return trial.design().arm() != Arm.NO_IMPLICATION;
  }
}
