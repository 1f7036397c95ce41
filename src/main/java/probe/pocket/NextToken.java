package probe.pocket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * The exact distribution of every next token given a row so far: a belief over the states of the
 * automaton, which each token updates by Bayes' rule.
 */
public final class NextToken {
  private final World world;
  private Map<State, Double> belief;
  private @Nullable Map<Integer, Map<State, Double>> next;

  /** Before the first token of a row. */
  public NextToken(World world) {
    this.world = world;
    this.belief = Map.of(world.start(), 1.0);
  }

  /**
   * After {@code context}, a document so far without its boundary.
   *
   * @throws ProbeException if it has a word that the world lacks or does not say there
   */
  public static NextToken after(World world, String context) {
    NextToken next = new NextToken(world);
    next.read(Vocabulary.BOUNDARY);
    for (int token : world.vocabulary().ids(context)) {
      next.read(token);
    }
    return next;
  }

  // by token, the states after it with their joint probability
  private Map<Integer, Map<State, Double>> next() {
    Map<Integer, Map<State, Double>> known = next;
    if (known != null) {
      return known;
    }
    Map<Integer, Map<State, Double>> found = new LinkedHashMap<>();
    Deque<Map.Entry<State, Double>> open = new ArrayDeque<>(belief.entrySet());
    while (!open.isEmpty()) {
      Map.Entry<State, Double> entry = open.pop();
      State state = entry.getKey();
      for (Branch branch : state.node().branches(state.latents())) {
        double p = entry.getValue() * branch.probability();
        if (branch.token() == Branch.SILENT) {
          open.push(Map.entry(branch.next(), p));
        } else {
          found
              .computeIfAbsent(branch.token(), t -> new LinkedHashMap<>())
              .merge(branch.next(), p, Double::sum);
        }
      }
    }
    next = found;
    return found;
  }

  /** Probability of every token, {@code [vocabulary]}. */
  public double[] probabilities() {
    double[] p = new double[world.vocabulary().size()];
    next().forEach((token, states) -> p[token] = sum(states));
    return p;
  }

  /** Probability of {@code token}. */
  public double probability(int token) {
    Map<State, Double> states = next().get(token);
    return states == null ? 0 : sum(states);
  }

  /** Entropy of the next token, in nats: the least expected loss of any model. */
  public double entropy() {
    double entropy = 0;
    for (Map<State, Double> states : next().values()) {
      double p = sum(states);
      entropy -= p * Math.log(p);
    }
    return entropy;
  }

  /**
   * The type of the sentence, if the tokens so far leave only one; null where they do not, as at
   * the beginning of a sentence.
   *
   * <p>It never looks ahead. The type that a token reveals would select tokens by their own value,
   * and on a selection the loss of the true distribution is no floor.
   */
  public @Nullable SentenceType type() {
    int type = -1;
    for (State state : belief.keySet()) {
      int other = state.latents().find(Latent.TYPE);
      if (other < 0 || (type >= 0 && other != type)) {
        return null;
      }
      type = other;
    }
    return SentenceType.at(type);
  }

  /**
   * Reads the next token.
   *
   * @throws ProbeException if no document has it here
   */
  public void read(int token) {
    Map<State, Double> states = next().get(token);
    if (states == null) {
      throw ProbeException.input(
          "the world never says '%s' here; it says one of %d other words"
              .formatted(world.vocabulary().word(token), next().size()));
    }
    double sum = sum(states);
    Map<State, Double> posterior = new LinkedHashMap<>();
    states.forEach((state, p) -> posterior.put(state, p / sum));
    belief = posterior;
    next = null;
  }

  private static double sum(Map<State, Double> states) {
    double sum = 0;
    for (double p : states.values()) {
      sum += p;
    }
    return sum;
  }
}
