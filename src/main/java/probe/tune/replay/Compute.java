package probe.tune.replay;

import ai.djl.engine.Engine;
import probe.ProbeException;
import probe.model.Device;

/**
 * Where PyTorch computes.
 *
 * @param threads threads of each operation on the CPU
 */
public record Compute(Device device, int threads) {
  /** The CPU. */
  public static Compute cpu(int threads) {
    return new Compute(Device.CPU, threads);
  }

  /**
   * The device in the engine's own words.
   *
   * @throws ProbeException if this PyTorch does not see it
   */
  ai.djl.Device torchDevice() {
    if (!device.cuda()) {
      return ai.djl.Device.cpu();
    }
    int count = Engine.getEngine("PyTorch").getGpuCount();
    if (device.index() >= count) {
      throw ProbeException.device(
          "--device %s cannot be used: this PyTorch sees %d GPUs. It needs an NVIDIA driver and a libtorch with CUDA, whose lib folder the environment variable PYTORCH_LIBRARY_PATH names; --device cpu works without"
              .formatted(device, count));
    }
    return ai.djl.Device.gpu(device.index());
  }
}
