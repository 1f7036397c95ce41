package probe.tune.replay;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch for one step: whatever is made here is closed with it.
 *
 * <p>Operations never take a Java number: the engine would wrap it in an array that is closed
 * behind autograd's back, and gradients come out wrong without a word. {@link #number} gives arrays
 * that live as long as the model.
 */
final class Torch implements AutoCloseable {
  private static final int FLOAT = 1; // ONNX's number of it

  private final PtNDManager manager;
  private final Constants constants;
  private final Map<HostTensor, PtNDArray> uploaded = new HashMap<>();
  private final Map<Object, HostTensor> made = new HashMap<>();
  private final List<PtNDArray> owned = new ArrayList<>();

  /** Arrays that outlive a step: numbers, and constants of the graph. */
  static final class Constants implements AutoCloseable {
    private final PtNDManager manager;
    private final DataType real;
    private final Map<Double, PtNDArray> numbers = new HashMap<>();
    private final Map<HostTensor, PtNDArray> tensors = new HashMap<>();
    private final Set<HostTensor> lasting = new HashSet<>();
    private final Map<List<Long>, HostTensor> zeros = new HashMap<>();

    /**
     * @param real the type that real numbers are computed in, float32 or float64
     */
    Constants(PtNDManager manager, DataType real) {
      this.manager = manager;
      this.real = real;
    }

    /** {@code tensor} is a constant: it stays with PyTorch from its first use on. */
    void keep(HostTensor tensor) {
      lasting.add(tensor);
    }

    /** Zeros that last. */
    private HostTensor zeros(long[] dims) {
      HostTensor out =
          zeros.computeIfAbsent(
              Arrays.stream(dims).boxed().toList(),
              d -> HostTensor.fill(FLOAT, dims, i -> 0, i -> 0));
      lasting.add(out);
      return out;
    }

    private @Nullable PtNDArray kept(HostTensor tensor) {
      return lasting.contains(tensor)
          ? tensors.computeIfAbsent(tensor, t -> upload(manager, real, t))
          : null;
    }

    DataType real() {
      return real;
    }

    PtNDManager manager() {
      return manager;
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  Torch(Constants constants) {
    this.constants = constants;
    this.manager = (PtNDManager) constants.manager.newSubManager();
  }

  PtNDManager manager() {
    return manager;
  }

  DataType real() {
    return constants.real;
  }

  /** The number {@code x} as a scalar that lives as long as the model. */
  PtNDArray number(double x) {
    return constants.numbers.computeIfAbsent(
        x,
        n ->
            upload(
                constants.manager,
                constants.real,
                HostTensor.reals(11, new long[0], new double[] {n})));
  }

  /** {@code value} as PyTorch holds it. */
  PtNDArray array(Value value) {
    return switch (value) {
      case DeviceTensor device -> device.array();
      case HostTensor host -> {
        PtNDArray kept = constants.kept(host);
        yield kept != null
            ? kept
            : uploaded.computeIfAbsent(host, h -> upload(manager, constants.real, h));
      }
    };
  }

  /** Zeros that live as long as the model. */
  PtNDArray zeros(long... dims) {
    return array(constants.zeros(dims));
  }

  /** What {@code maker} makes, made once in a step for all that ask with an equal {@code key}. */
  HostTensor once(Object key, Supplier<HostTensor> maker) {
    HostTensor known = made.get(key);
    if (known == null) {
      known = maker.get();
      made.put(key, known);
    }
    return known;
  }

  /** {@code value} in plain Java, as float64 or int64. */
  HostTensor host(Value value) {
    return switch (value) {
      case HostTensor host -> host;
      case DeviceTensor device -> download(device.array());
    };
  }

  static HostTensor download(PtNDArray array) {
    long[] dims = array.getShape().getShape();
    DataType type = array.getDataType();
    if (type.isFloating()) {
      double[] values = new double[Math.toIntExact(array.size())];
      if (type == DataType.FLOAT64) {
        array.toByteBuffer(false).order(ByteOrder.nativeOrder()).asDoubleBuffer().get(values);
        return HostTensor.reals(11, dims, values);
      }
      float[] floats = array.toFloatArray();
      for (int i = 0; i < floats.length; i++) {
        values[i] = floats[i];
      }
      return HostTensor.reals(1, dims, values);
    }
    if (type == DataType.BOOLEAN) {
      boolean[] flags = array.toBooleanArray();
      long[] values = new long[flags.length];
      for (int i = 0; i < flags.length; i++) {
        values[i] = flags[i] ? 1 : 0;
      }
      return HostTensor.bools(dims, values);
    }
    if (type == DataType.INT64) {
      return HostTensor.ints(7, dims, array.toLongArray());
    }
    try (NDArray whole = array.toType(DataType.INT64, true)) {
      return HostTensor.ints(7, dims, whole.toLongArray());
    }
  }

  private static PtNDArray upload(PtNDManager manager, DataType real, HostTensor tensor) {
    DataType type = tensor.isReal() ? real : tensor.isBool() ? DataType.BOOLEAN : DataType.INT64;
    int n = tensor.size();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.max(1, n * type.getNumOfBytes()))
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < n; i++) {
      switch (type) {
        case FLOAT32 -> bytes.putFloat((float) tensor.real(i));
        case FLOAT64 -> bytes.putDouble(tensor.real(i));
        case BOOLEAN -> bytes.put((byte) tensor.whole(i));
        default -> bytes.putLong(tensor.whole(i));
      }
    }
    return wrap(manager, bytes.flip(), new Shape(tensor.dims()), type);
  }

  /** An array over {@code bytes}, which must stay reachable as long as autograd needs the array. */
  static PtNDArray wrap(PtNDManager manager, ByteBuffer bytes, Shape shape, DataType type) {
    return JniUtils.createNdFromByteBuffer(
        manager, bytes, shape, type, SparseFormat.DENSE, manager.getDevice());
  }

  /** Gives {@code array} to this step: results belong to the manager of an operand, else. */
  PtNDArray own(NDArray array) {
    array.attach(manager);
    owned.add((PtNDArray) array);
    return (PtNDArray) array;
  }

  /** A node begins: {@link #release} closes what is made from here on. */
  void mark() {
    owned.clear();
  }

  /**
   * Closes what was made since {@link #mark}, but for {@code kept}: its memory is taken again by
   * the next nodes, while it is still in the cache. What autograd needs of it, it holds itself.
   */
  void release(Collection<@Nullable PtNDArray> kept) {
    Set<PtNDArray> still = Collections.newSetFromMap(new IdentityHashMap<>());
    for (PtNDArray array : kept) {
      if (array != null) {
        still.add(array);
      }
    }
    for (PtNDArray array : owned) {
      if (still.add(array)) {
        array.close();
      }
    }
    owned.clear();
  }

  /** Makes {@code array} outlive this step. */
  PtNDArray last(PtNDArray array) {
    array.attach(constants.manager);
    return array;
  }

  @Override
  public void close() {
    manager.close();
  }
}
