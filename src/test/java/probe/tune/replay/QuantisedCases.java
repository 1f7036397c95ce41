package probe.tune.replay;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Weights that are stored as integers. */
final class QuantisedCases {
  private QuantisedCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    for (int type : new int[] {DataType.INT8_VALUE, DataType.UINT8_VALUE}) {
      out.add(linear(13).store(bytes(type, 3, 5)).store(scales()));
      out.add(linear(13).store(bytes(type, 3, 5)).store(scales()).store(bytes(type)));
      out.add(linear(13).store(bytes(type, 3, 5)).store(scales(5)).store(bytes(type, 5)));
      out.add(
          linear(13)
              .store(bytes(type, 3, 5))
              .store(scales(3))
              .store(bytes(type, 3))
              .with("axis", -2));
      out.add(
          OneNode.microsoft("DequantizeLinear")
              .store(bytes(type, 3, 5))
              .store(scales())
              .store(bytes(type)));
    }
    for (int type :
        new int[] {
          DataType.INT8_VALUE, DataType.UINT8_VALUE, DataType.INT4_VALUE, DataType.UINT4_VALUE
        }) {
      out.add(linear(21).store(bytes(type, 3, 5)).store(scales(5)).store(bytes(type, 5)));
      out.add(
          linear(21)
              .store(bytes(type, 3, 8))
              .store(scales(3, 2))
              .store(bytes(type, 3, 2))
              .with("block_size", 4));
      out.add(
          linear(21)
              .store(bytes(type, 6, 5))
              .store(scales(3, 5))
              .with("axis", 0)
              .with("block_size", 2));
    }
    // rows of a table that were looked up before
    out.add(
        linear(13)
            .feed(HostTensor.ints(DataType.INT8_VALUE, new long[] {2}, new long[] {3, -4}))
            .store(scales()));
    for (int bits : new int[] {2, 4, 8}) {
      for (int block : new int[] {16, 32}) {
        out.addAll(products(bits, block));
      }
    }
    out.addAll(lookups());
    return out;
  }

  private static OneNode linear(long opset) {
    return OneNode.of("DequantizeLinear", opset);
  }

  private static List<OneNode> products(long bits, long block) {
    long n = 5;
    long blocks = 3;
    long k = block * blocks - 7;
    long packed = (blocks * bits + 7) / 8;
    TensorProto weight = bytes(DataType.UINT8_VALUE, n, blocks, block * bits / 8);
    List<OneNode> out = new ArrayList<>();
    out.add(product(bits, block, n, k).store(weight).store(scales(n * blocks)));
    out.add(
        product(bits, block, n, k)
            .store(weight)
            .store(scales(n * blocks))
            .store(bytes(DataType.UINT8_VALUE, n * packed))
            .with("accuracy_level", 1));
    out.add(
        product(bits, block, n, k)
            .store(weight)
            .store(scales(n * blocks))
            .store(bytes(DataType.UINT8_VALUE, n * packed))
            .none()
            .normal(n));
    if (bits == 4) {
      out.add(
          product(bits, block, n, k)
              .store(weight)
              .store(scales(n * blocks))
              .store(scales(n * blocks)));
    }
    return out;
  }

  private static OneNode product(long bits, long block, long n, long k) {
    return OneNode.microsoft("MatMulNBits")
        .normal(2, 3, k)
        .with("bits", bits)
        .with("block_size", block)
        .with("N", n)
        .with("K", k);
  }

  private static List<OneNode> lookups() {
    List<OneNode> out = new ArrayList<>();
    for (int type : new int[] {DataType.INT4_VALUE, DataType.UINT4_VALUE}) {
      out.add(
          lookup().store(bytes(type, 6, 32)).longs(5, 0, 5).store(scales(6, 2)).with("bits", 4));
      out.add(
          lookup()
              .store(bytes(type, 6, 32))
              .longs(5, 0, 5)
              .store(scales(6, 2))
              .store(bytes(type, 6, 2)));
    }
    out.add(lookup().store(bytes(DataType.UINT8_VALUE, 6, 16)).longs(1, 2).store(scales(6, 2)));
    out.add(
        lookup()
            .store(bytes(DataType.UINT8_VALUE, 6, 16))
            .longs(1, 2)
            .store(scales(6, 2))
            .store(bytes(DataType.UINT8_VALUE, 6, 1)));
    out.add(
        lookup()
            .store(bytes(DataType.UINT8_VALUE, 6, 32))
            .longs(1, 2)
            .store(scales(6, 2))
            .with("bits", 8));
    return out;
  }

  private static OneNode lookup() {
    return OneNode.microsoft("GatherBlockQuantized")
        .with("block_size", 16)
        .with("quantize_axis", 1);
  }

  /** Random numbers, two to a byte where they have 4 bits. */
  private static TensorProto bytes(int type, long... dims) {
    long count = HostTensor.count(dims);
    boolean halves = type == DataType.INT4_VALUE || type == DataType.UINT4_VALUE;
    byte[] values = new byte[(int) (halves ? (count + 1) / 2 : count)];
    new Random(count).nextBytes(values);
    return tensor(type, dims).setRawData(ByteString.copyFrom(values)).build();
  }

  private static TensorProto scales(long... dims) {
    TensorProto.Builder out = tensor(DataType.FLOAT_VALUE, dims);
    Random random = new Random(HostTensor.count(dims));
    for (int i = 0; i < HostTensor.count(dims); i++) {
      out.addFloatData(0.1f + random.nextFloat());
    }
    return out.build();
  }

  private static TensorProto.Builder tensor(int type, long... dims) {
    TensorProto.Builder out = TensorProto.newBuilder().setDataType(type);
    for (long dim : dims) {
      out.addDims(dim);
    }
    return out;
  }
}
