package probe.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import probe.ProbeException;

/** A temporary file of weights, which ONNX Runtime reads as external data. */
final class AdapterData {
  private static final String PREFIX = "probe-adapter-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f-]{36}");
  private static final long ALIGNMENT = 4096;

  private final Path file;
  private long end;

  AdapterData() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    file = folder.resolve(PREFIX + UUID.randomUUID());
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw failed(e);
    }
    file.toFile().deleteOnExit();
  }

  private static ProbeException failed(IOException e) {
    return ProbeException.output(
        "the temporary folder %s has no room for the adapter's weights (%s); set -Djava.io.tmpdir"
            .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
        e);
  }

  /** Lets {@code tensor} point to {@code length} new bytes, which {@code fill} writes. */
  void put(TensorProto.Builder tensor, long length, Consumer<MemorySegment> fill) {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      long offset = end;
      end = (offset + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      if (Files.getFileStore(file).getUsableSpace() < length) {
        throw new IOException("%,d bytes are needed".formatted(length));
      }
      fill.accept(channel.map(FileChannel.MapMode.READ_WRITE, offset, length, arena));
      String location = RealPaths.root().relativize(file.toRealPath()).toString();
      tensor
          .clearRawData()
          .clearFloatData()
          .clearDoubleData()
          .clearInt32Data()
          .clearExternalData()
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", location))
          .addExternalData(entry("offset", Long.toString(offset)))
          .addExternalData(entry("length", Long.toString(length)));
    } catch (IOException e) {
      delete();
      throw failed(e);
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw ProbeException.output("cannot remove " + file + ": " + e.getMessage(), e);
    }
  }

  /** {@code text} with every name of such a file replaced by one that is always the same. */
  static String withoutName(String text) {
    return text.contains(PREFIX) ? NAME.matcher(text).replaceAll(PREFIX) : text;
  }
}
