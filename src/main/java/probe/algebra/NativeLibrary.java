package probe.algebra;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Locale;
import probe.ProbeException;

/** OpenBLAS from its jar: unpacked to the temporary folder, loaded, and removed again. */
final class NativeLibrary {
  private static final String FOLDER = "/org/bytedeco/openblas/";

  private NativeLibrary() {}

  /**
   * Loads the library of this platform.
   *
   * @throws ProbeException if there is none for this platform, or it cannot be unpacked or loaded
   */
  static SymbolLookup load() {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    for (String name : names(platform)) {
      loadOne(platform, name);
    }
    return SymbolLookup.loaderLookup();
  }

  /** The classifier of the jar that holds the library, such as "linux-x86_64". */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("linux")
            ? "linux"
            : os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : os;
    String machine =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> osArch;
        };
    return system + "-" + machine;
  }

  // in the order in which they need each other
  private static List<String> names(String platform) {
    return switch (platform) {
      case "linux-x86_64" -> List.of("libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");
      case "linux-arm64" -> List.of("libgfortran.so.5", "libopenblas.so.0");
      case "macosx-x86_64", "macosx-arm64" ->
          List.of(
              "libgcc_s.1.1.dylib",
              "libquadmath.0.dylib",
              "libgfortran.5.dylib",
              "libopenblas.0.dylib");
      case "windows-x86_64" -> List.of("libopenblas.dll");
      default -> List.of("libopenblas.so.0");
    };
  }

  @SuppressWarnings("restricted") // the launcher allows native access
  private static void loadOne(String platform, String name) {
    String resource = FOLDER + platform + "/" + name;
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw ProbeException.device(
            "no OpenBLAS for %s: there is no %s on the class path; add the jar org.bytedeco:openblas with classifier %s (build with -Dopenblas.platform=%s)"
                .formatted(platform, resource, platform, platform),
            new UnsatisfiedLinkError(resource));
      }
      File file = File.createTempFile("probe-", "-" + name);
      try {
        try (OutputStream out = new FileOutputStream(file)) {
          in.transferTo(out);
        }
        System.load(file.getAbsolutePath());
      } finally {
        // a loaded library needs its name no longer, except on Windows
        if (!file.delete()) {
          file.deleteOnExit();
        }
      }
    } catch (IOException e) {
      throw ProbeException.output(
          "the temporary folder %s has no room for %s (%s); set -Djava.io.tmpdir"
              .formatted(System.getProperty("java.io.tmpdir"), name, e.getMessage()),
          e);
    } catch (UnsatisfiedLinkError e) {
      throw ProbeException.device(
          "%s of OpenBLAS cannot be loaded on %s: %s".formatted(name, platform, e.getMessage()), e);
    }
  }
}
