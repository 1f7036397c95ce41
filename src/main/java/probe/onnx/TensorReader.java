package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Reads tensors of a model, large ones mapped from their files. */
public final class TensorReader {
  private final Constants constants = new Constants(new Graph(GraphProto.getDefaultInstance()));

  /** The elements of {@code tensor}; null where its type is not known, such as 4-bit integers. */
  public TrainableGraph.@Nullable Constant read(TensorProto tensor) {
    Constants.Value value = constants.read(tensor);
    return value == null
        ? null
        : new TrainableGraph.Constant(value.dtype(), value.dims(), value.data());
  }

  /** The bytes of {@code tensor} as they are stored: numbers of 4 bits are two to a byte. */
  public MemorySegment stored(TensorProto tensor) {
    return constants.stored(tensor);
  }
}
