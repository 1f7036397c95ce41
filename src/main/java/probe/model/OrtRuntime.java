package probe.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.onnx.Decoder;

/** ONNX Runtime with the options that every session of one model shares. */
final class OrtRuntime {
  // repacking copies every weight: fast for what fits, minutes and twice the memory for what does
  // not
  private static final long LARGE_MODEL_BYTES = 2L << 30;

  private final Path model;
  private final Device device;
  private final int threads;
  private final boolean unpacked;

  OrtRuntime(Path model, Decoder decoder, Device device, int threads) {
    this.model = model;
    this.device = device;
    this.threads = threads;
    // weights of 4 bits are only multiplied as such once they are packed
    boolean bits = decoder.storage().quantisation().contains("MatMulNBits");
    this.unpacked = !bits && bytes(decoder.file().weightFiles()) > LARGE_MODEL_BYTES;
  }

  private static long bytes(Iterable<Path> files) {
    long sum = 0;
    for (Path file : files) {
      try {
        sum += Files.size(file);
      } catch (IOException e) {
        throw ProbeException.model("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return sum;
  }

  // the runtime says on stderr what the caller learns from the exception
  OrtEnvironment environment() {
    return Environment.INSTANCE;
  }

  static String version() {
    return Environment.INSTANCE.getVersion();
  }

  /** The one environment of the process, made when it is first needed. */
  private static final class Environment {
    static final OrtEnvironment INSTANCE =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);

    private Environment() {}
  }

  Device device() {
    return device;
  }

  int threads() {
    return threads;
  }

  OrtSession open(Cut cut) {
    try (OrtSession.SessionOptions options = options()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", Cut.folder().toString());
      return environment().createSession(cut.model(), options);
    } catch (OrtException e) {
      throw ProbeException.model(
          "ONNX Runtime cannot run %s: %s".formatted(model, OrtErrors.oneLine(e)), e);
    }
  }

  private OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    // batches differ in shape, and a plan is kept for every shape that was ever seen
    options.setMemoryPatternOptimization(false);
    if (unpacked) {
      options.addConfigEntry("session.disable_prepacking", "1");
    }
    device.addTo(options);
    return options;
  }
}
