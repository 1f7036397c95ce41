package probe.tune.replay;

/** What a name of the graph stands for while it runs. */
sealed interface Value permits HostTensor, DeviceTensor {
  /** The shape. */
  long[] dims();
}
