package probe.tune;

import java.util.List;

/**
 * What is trained of a model, and what is not.
 *
 * @param trained names of the weights that change, with LoRA those that get an adapter
 * @param numbers how many numbers the optimiser changes
 * @param frozen names of the weights that stay as they are
 */
public record TuningPlan(List<String> trained, long numbers, List<String> frozen) {}
