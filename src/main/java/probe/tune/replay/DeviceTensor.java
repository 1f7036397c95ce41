package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * A tensor of PyTorch's.
 *
 * @param kept whether it outlives the step: a weight, or a constant
 */
record DeviceTensor(PtNDArray array, boolean kept) implements Value {
  @Override
  public long[] dims() {
    return array.getShape().getShape();
  }
}
