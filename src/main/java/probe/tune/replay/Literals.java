package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import probe.onnx.TensorReader;
import probe.onnx.TrainableGraph;

/** Constants of the graph in plain Java. */
final class Literals {
  private final TensorReader reader = new TensorReader();

  /** A tensor that is stored inside the graph. */
  static HostTensor of(TensorProto tensor) {
    return new Literals().read(tensor);
  }

  HostTensor read(TensorProto tensor) {
    TrainableGraph.Constant value = reader.read(tensor);
    if (value == null) {
      throw new UnsupportedOperationException(
          "tensor %s has element type %d".formatted(tensor.getName(), tensor.getDataType()));
    }
    return HostTensor.fill(
        tensor.getDataType(),
        value.dims(),
        i -> value.dtype().readDouble(value.data(), i),
        i -> value.dtype().readLong(value.data(), i));
  }

  /** Numbers of up to 8 bits, with PyTorch. */
  PtNDArray quantised(Torch.Constants torch, TensorProto tensor) {
    long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    return QuantisedTensors.array(torch, tensor.getDataType(), dims, reader.stored(tensor));
  }

  /** The value of a Constant node. */
  HostTensor read(NodeProto node) {
    AttributeProto value = node.getAttribute(0);
    return switch (value.getName()) {
      case "value" -> read(value.getT());
      case "value_float" ->
          HostTensor.reals(DataType.FLOAT_VALUE, new long[0], new double[] {value.getF()});
      case "value_floats" -> {
        double[] values = value.getFloatsList().stream().mapToDouble(x -> x).toArray();
        yield HostTensor.reals(DataType.FLOAT_VALUE, new long[] {values.length}, values);
      }
      case "value_int" -> HostTensor.scalar(value.getI());
      case "value_ints" ->
          HostTensor.vector(value.getIntsList().stream().mapToLong(x -> x).toArray());
      default -> throw new UnsupportedOperationException("a Constant with " + value.getName());
    };
  }
}
