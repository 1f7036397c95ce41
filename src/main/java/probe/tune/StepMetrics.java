package probe.tune;

/**
 * What is known of a step when it is done.
 *
 * @param step number of the step, from 1
 * @param epoch number of the epoch, from 1
 * @param loss before the update, mean cross-entropy over the target tokens in nats
 * @param gradientNorm before clipping
 * @param learningRate of the update
 * @param tokensPerSecond tokens of the batch, prompts included, over the time of the step
 */
public record StepMetrics(
    int step,
    int epoch,
    double loss,
    double gradientNorm,
    double learningRate,
    double tokensPerSecond) {}
