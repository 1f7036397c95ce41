package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * Writes a protobuf whose weights were left in the file that it was read from: the inverse of
 * {@link Skeleton}. No weight goes through the heap.
 */
final class InlineModel {
  // field numbers of onnx.proto
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_RAW_DATA = 9;
  private static final long PROTOBUF_LIMIT = Integer.MAX_VALUE;

  /** An initializer without its bytes, and the bytes or what they become. */
  private record Part(
      byte[] head,
      long length,
      @Nullable MemorySegment data,
      WeightWriter.@Nullable Change change) {
    long size() {
      return length == 0 ? head.length : head.length + overhead(TENSOR_RAW_DATA, length) + length;
    }
  }

  /** Bytes of a changed weight that are still to be written. */
  private record Gap(long position, long length, WeightWriter.Change change) {}

  private final ModelProto model;
  private final BiConsumer<WeightWriter.Change, MemorySegment> fill;
  private final List<Part> parts = new ArrayList<>();

  /**
   * Prepares {@code model}.
   *
   * @param own the file that it was read from: what points there belongs into the protobuf
   */
  InlineModel(
      ModelProto model,
      Path own,
      Constants constants,
      Map<String, WeightWriter.Change> changes,
      BiConsumer<WeightWriter.Change, MemorySegment> fill) {
    this.model = model;
    this.fill = fill;
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      // data files have names of their own by now, which resolve to nothing
      boolean moved = RealPaths.isExternal(tensor) && ExternalData.of(tensor).file().equals(own);
      if (!moved) {
        parts.add(new Part(tensor.toByteArray(), 0, null, null));
        continue;
      }
      MemorySegment data = constants.mapped(tensor);
      parts.add(
          new Part(
              tensor.toBuilder().clearExternalData().clearDataLocation().build().toByteArray(),
              data.byteSize(),
              data,
              changes.get(tensor.getName())));
    }
  }

  /** Writes {@code file}. */
  void write(Path file) throws IOException {
    byte[] rest = model.toBuilder().clearGraph().build().toByteArray();
    GraphProto graph = model.getGraph().toBuilder().clearInitializer().build();
    long graphSize = graph.getSerializedSize();
    for (Part part : parts) {
      graphSize += overhead(GRAPH_INITIALIZER, part.size()) + part.size();
    }
    long total = rest.length + overhead(MODEL_GRAPH, graphSize) + graphSize;
    if (total > PROTOBUF_LIMIT) {
      throw ProbeException.output(
          "%s would have %,d bytes, over protobuf's limit of 2 GiB; take a model with external data"
              .formatted(file, total));
    }
    List<Gap> gaps = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      OutputStream stream = Channels.newOutputStream(channel);
      CodedOutputStream out = CodedOutputStream.newInstance(stream);
      out.writeRawBytes(rest);
      header(out, MODEL_GRAPH, graphSize);
      graph.writeTo(out);
      for (Part part : parts) {
        header(out, GRAPH_INITIALIZER, part.size());
        out.writeRawBytes(part.head());
        MemorySegment data = part.data();
        if (data == null || part.length() == 0) {
          continue;
        }
        header(out, TENSOR_RAW_DATA, part.length());
        out.flush();
        if (part.change() == null) {
          ByteBuffer bytes = data.asByteBuffer();
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        } else {
          gaps.add(new Gap(channel.position(), part.length(), part.change()));
          channel.position(channel.position() + part.length());
        }
      }
      out.flush();
      for (Gap gap : gaps) {
        try (Arena arena = Arena.ofConfined()) {
          fill.accept(
              gap.change(),
              channel.map(FileChannel.MapMode.READ_WRITE, gap.position(), gap.length(), arena));
        }
      }
    }
  }

  private static void header(CodedOutputStream out, int field, long length) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(Math.toIntExact(length));
  }

  private static int overhead(int field, long length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(length);
  }
}
