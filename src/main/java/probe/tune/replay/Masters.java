package probe.tune.replay;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;

/** Weights as they are trained: memory of our own that PyTorch sees through. */
final class Masters implements AutoCloseable {
  // PyTorch's kernels load whole cache lines
  private static final long ALIGNMENT = 64;
  private static final int CHUNK = 1 << 16;

  private final Arena arena = Arena.ofShared();
  private final Torch.Constants torch;

  /**
   * One weight: the memory, and PyTorch's array over it.
   *
   * @param copies where the graph holds it; none for an adapter's
   */
  record Master(
      String name, long[] dims, List<Weight.Copy> copies, MemorySegment values, PtNDArray array) {

    /**
     * The weight for one step: its gradient starts from nothing and dies with the step. On the CPU
     * it shares the memory, a GPU gets the present values.
     */
    PtNDArray leaf(Torch torch) {
      return torch.manager().getDevice().isGpu()
          ? Torch.wrap(torch.manager(), bytes(values), array.getShape(), array.getDataType())
          : torch.own(JniUtils.detachGradient(array));
    }
  }

  private static ByteBuffer bytes(MemorySegment values) {
    return values.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  Masters(Torch.Constants torch) {
    this.torch = torch;
  }

  /** Memory of {@code dims}, filled with {@code values} where there are any. */
  Master make(
      String name,
      long[] dims,
      List<Weight.Copy> copies,
      TrainableGraph.@Nullable Constant values) {
    DataType type = torch.real();
    long size = HostTensor.count(dims);
    MemorySegment memory = arena.allocate(Math.max(1, size) * type.getNumOfBytes(), ALIGNMENT);
    if (values != null) {
      copy(values, memory, type);
    }
    PtNDArray array = Torch.wrap(torch.manager(), bytes(memory), new Shape(dims), type);
    return new Master(name, dims, copies, memory, array);
  }

  private static void copy(TrainableGraph.Constant values, MemorySegment memory, DataType type) {
    long size = HostTensor.count(values.dims());
    IntStream.range(0, Math.toIntExact(Math.ceilDiv(size, CHUNK)))
        .parallel()
        .forEach(
            task -> {
              long from = (long) task * CHUNK;
              long to = Math.min(size, from + CHUNK);
              for (long i = from; i < to; i++) {
                if (type == DataType.FLOAT64) {
                  memory.setAtIndex(
                      ValueLayout.JAVA_DOUBLE, i, values.dtype().readDouble(values.data(), i));
                } else {
                  memory.setAtIndex(
                      ValueLayout.JAVA_FLOAT, i, values.dtype().readFloat(values.data(), i));
                }
              }
            });
  }

  @Override
  public void close() {
    arena.close();
  }
}
