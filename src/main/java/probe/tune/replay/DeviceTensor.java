package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * A tensor of PyTorch's.
 *
 * @param kept whether it outlives the step: a weight, or a constant
 * @param traced whether a gradient may have to flow back through it; the engine can say so of
 *     leaves alone
 */
record DeviceTensor(PtNDArray array, boolean kept, boolean traced) implements Value {
  @Override
  public long[] dims() {
    return array.getShape().getShape();
  }
}
