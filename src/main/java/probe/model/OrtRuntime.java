package probe.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    // ONNX Runtime 1.29.0 copies the command line into 4,096 bytes, and crashes where it is longer
    private static final int LONGEST_COMMAND_LINE = 3900;

    static final OrtEnvironment INSTANCE = create();

    private Environment() {}

    private static OrtEnvironment create() {
      Path commandLine = Path.of("/proc/self/cmdline");
      try {
        int length = Files.exists(commandLine) ? Files.readAllBytes(commandLine).length : 0;
        if (length > LONGEST_COMMAND_LINE) {
          throw ProbeException.input(
              "the command line of this process has %d bytes, and ONNX Runtime crashes over %d; put options and class path into files (java @file)"
                  .formatted(length, LONGEST_COMMAND_LINE));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + commandLine, e);
      }
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    }
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
