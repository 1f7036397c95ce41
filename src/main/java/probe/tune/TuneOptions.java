package probe.tune;

import java.nio.file.Path;
import probe.model.Device;

/**
 * What is opened for training.
 *
 * @param threads threads of each operation on the CPU
 * @param seed of whatever starts at random, such as a LoRA matrix
 */
public record TuneOptions(Path model, Method method, Device device, int threads, long seed) {}
