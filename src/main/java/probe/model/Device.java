package probe.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import probe.ProbeException;

/**
 * Where a model runs.
 *
 * @param cuda whether on a CUDA device
 * @param index the device's number; 0 for the CPU
 */
public record Device(boolean cuda, int index) {
  public static final Device CPU = new Device(false, 0);

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /** Reads {@code cpu}, {@code cuda} or {@code cuda:n}. */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return CPU;
    }
    Matcher matcher = CUDA.matcher(text);
    if (!matcher.matches()) {
      throw ProbeException.input("no device '" + text + "'; --device takes cpu, cuda or cuda:n");
    }
    return new Device(true, matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /** The execution provider, as ONNX Runtime names it. */
  public String provider() {
    return cuda ? "CUDAExecutionProvider" : "CPUExecutionProvider";
  }

  /**
   * Asks {@code options} for this device.
   *
   * @throws ProbeException if ONNX Runtime cannot use it, with the library that it misses
   */
  void addTo(OrtSession.SessionOptions options) throws OrtException {
    if (!cuda) {
      return;
    }
    try {
      options.addCUDA(index);
    } catch (OrtException e) {
      throw ProbeException.device(
          "--device %s cannot be used: %s. It needs a build with onnxruntime_gpu (mvn -Pcuda package), an NVIDIA driver, CUDA 12 and cuDNN 9 on the library path; --device cpu works without"
              .formatted(this, OrtErrors.oneLine(e)),
          e);
    }
  }

  @Override
  public String toString() {
    return cuda ? "cuda:" + index : "cpu";
  }
}
