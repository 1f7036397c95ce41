package probe.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads an ONNX file without its weights: the bytes of every large initializer stay in the file,
 * and the tensor becomes one with external data that points back into the same file.
 *
 * <p>So a graph can be edited and handed to ONNX Runtime as a few kilobytes, while the weights go
 * from the page cache straight to the runtime and never through the Java heap.
 */
final class Skeleton {
  // field numbers of onnx.proto
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_RAW_DATA = 9;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int EXTERNAL = 1;

  // smaller tensors are scalars, axes and shapes, which the graph's readers want at hand
  private static final int INLINE_BYTES = 4096;

  private final ByteBuffer file;
  private final String fileName;

  private Skeleton(ByteBuffer file, String fileName) {
    this.file = file;
    this.fileName = fileName;
  }

  /**
   * Parses {@code file}, the whole content of an ONNX file called {@code fileName}.
   *
   * @throws IOException if the bytes are not a protobuf message, or end too early
   */
  static ModelProto parse(ByteBuffer file, String fileName) throws IOException {
    Skeleton skeleton = new Skeleton(file, fileName);
    byte[] slim = skeleton.copy(0, file.limit(), skeleton::modelField);
    CodedInputStream in = CodedInputStream.newInstance(slim);
    // deeply nested branches are legal in ONNX
    in.setRecursionLimit(1000);
    return ModelProto.parseFrom(in);
  }

  /** Rewrites one length-delimited field; returns null to have it copied as it is. */
  private interface FieldRewriter {
    byte @org.jspecify.annotations.Nullable [] rewrite(int field, int start, int length)
        throws IOException;
  }

  private byte @org.jspecify.annotations.Nullable [] modelField(int field, int start, int length)
      throws IOException {
    return field == MODEL_GRAPH ? copy(start, length, this::graphField) : null;
  }

  private byte @org.jspecify.annotations.Nullable [] graphField(int field, int start, int length)
      throws IOException {
    return field == GRAPH_INITIALIZER && length > INLINE_BYTES ? tensor(start, length) : null;
  }

  private byte[] copy(int start, int length, FieldRewriter rewriter) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    CodedInputStream in = stream(start, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        copyNumber(tag, in, out);
        continue;
      }
      int size = readLength(in);
      int at = start + in.getTotalBytesRead();
      in.skipRawBytes(size);
      byte[] replaced = rewriter.rewrite(WireFormat.getTagFieldNumber(tag), at, size);
      out.writeUInt32NoTag(tag);
      if (replaced == null) {
        out.writeUInt32NoTag(size);
        out.write(file.slice(at, size));
      } else {
        out.writeByteArrayNoTag(replaced);
      }
    }
    out.flush();
    return bytes.toByteArray();
  }

  private byte[] tensor(int start, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    CodedInputStream in = stream(start, length);
    boolean moved = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        copyNumber(tag, in, out);
        continue;
      }
      int size = readLength(in);
      int at = start + in.getTotalBytesRead();
      in.skipRawBytes(size);
      if (WireFormat.getTagFieldNumber(tag) != TENSOR_RAW_DATA || size <= INLINE_BYTES) {
        out.writeUInt32NoTag(tag);
        out.writeUInt32NoTag(size);
        out.write(file.slice(at, size));
      } else {
        entry(out, "location", fileName);
        entry(out, "offset", Integer.toString(at));
        entry(out, "length", Integer.toString(size));
        moved = true;
      }
    }
    if (moved) {
      // last of all: the file may state the default location, and the last value counts
      out.writeEnum(TENSOR_DATA_LOCATION, EXTERNAL);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static void copyNumber(int tag, CodedInputStream in, CodedOutputStream out)
      throws IOException {
    out.writeUInt32NoTag(tag);
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readRawVarint64());
      case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readRawLittleEndian64());
      case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readRawLittleEndian32());
      default -> throw new IOException("no protobuf field has wire type " + (tag & 7));
    }
  }

  private static void entry(CodedOutputStream out, String key, String value) throws IOException {
    int size =
        CodedOutputStream.computeStringSize(ENTRY_KEY, key)
            + CodedOutputStream.computeStringSize(ENTRY_VALUE, value);
    out.writeTag(TENSOR_EXTERNAL_DATA, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
    out.writeString(ENTRY_KEY, key);
    out.writeString(ENTRY_VALUE, value);
  }

  private CodedInputStream stream(int start, int length) {
    // over the buffer itself, protobuf may read all of it into the heap
    return CodedInputStream.newInstance(new BufferStream(file.slice(start, length)));
  }

  /** Reads a buffer piece by piece, and jumps over what is skipped. */
  private static final class BufferStream extends InputStream {
    private final ByteBuffer left;

    BufferStream(ByteBuffer left) {
      this.left = left;
    }

    @Override
    public int read() {
      return left.hasRemaining() ? Byte.toUnsignedInt(left.get()) : -1;
    }

    @Override
    public int read(byte[] out, int from, int count) {
      if (!left.hasRemaining()) {
        return count == 0 ? 0 : -1;
      }
      int n = Math.min(count, left.remaining());
      left.get(out, from, n);
      return n;
    }

    @Override
    public long skip(long count) {
      int n = Math.clamp(count, 0, left.remaining());
      left.position(left.position() + n);
      return n;
    }

    @Override
    public int available() {
      return left.remaining();
    }
  }

  private int readLength(CodedInputStream in) throws IOException {
    int size = in.readRawVarint32();
    if (size < 0) {
      throw new IOException("a field of more than 2 GiB");
    }
    return size;
  }
}
