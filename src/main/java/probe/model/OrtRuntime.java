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

/** ONNX Runtime with the options that every session of one model shares. */
final class OrtRuntime {
  // repacking copies every weight: fast for what fits, minutes and twice the memory for what does
  // not
  private static final long LARGE_MODEL_BYTES = 2L << 30;

  private final Path model;
  private final Device device;
  private final int threads;
  private final boolean large;

  OrtRuntime(Path model, Iterable<Path> weightFiles, Device device, int threads) {
    this.model = model;
    this.device = device;
    this.threads = threads;
    this.large = bytes(weightFiles) > LARGE_MODEL_BYTES;
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
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
  }

  static String version() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL).getVersion();
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
    if (large) {
      options.addConfigEntry("session.disable_prepacking", "1");
    }
    device.addTo(options);
    return options;
  }
}
