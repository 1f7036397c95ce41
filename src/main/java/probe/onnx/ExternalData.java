package probe.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Path;
import probe.ProbeException;

/**
 * Where a tensor's bytes lie.
 *
 * @param location file name, relative to the model's folder
 * @param offset first byte
 * @param length bytes, or -1 where the model does not say
 */
record ExternalData(String location, long offset, long length) {
  /** The file, for a location that {@link RealPaths} has pinned. */
  Path file() {
    return RealPaths.root().resolve(location);
  }

  static ExternalData of(TensorProto tensor) {
    String location = "";
    long offset = 0;
    long length = -1;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = Long.parseLong(entry.getValue());
        case "length" -> length = Long.parseLong(entry.getValue());
        default -> {} // a checksum
      }
    }
    if (location.isEmpty()) {
      throw ProbeException.model(
          "tensor "
              + tensor.getName()
              + " is external data without a location; export the model again");
    }
    return new ExternalData(location, offset, length);
  }
}
