package probe.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import probe.ProbeException;
import probe.linear.LinearBenchmark.Timing;
import probe.tensor.Matrix;
import probe.tensor.RowReader;

/** A Python with scikit-learn that fits to the same rows when asked, for the benchmark alone. */
final class ScikitLearn implements AutoCloseable {
  private static final String SCRIPT =
      """
      import sys, time, warnings
      import numpy as np, sklearn
      from sklearn.decomposition import PCA
      from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
      from sklearn.linear_model import LogisticRegression, Ridge
      warnings.simplefilter('ignore')
      folder, n, d = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      X = np.fromfile(folder + '/x.f32', '<f4').reshape(n, d)
      y = np.fromfile(folder + '/y.i32', '<i4')
      models = {
          'logistic': lambda: LogisticRegression().fit(X, y),
          'ridge': lambda: Ridge(alpha=1).fit(X, (2 * y - 1).astype('f4')),
          'lda': lambda: LinearDiscriminantAnalysis(solver='lsqr', shrinkage='auto').fit(X, y),
          'pca': lambda: PCA().fit(X),
          'pca covariance_eigh': lambda: PCA(svd_solver='covariance_eigh').fit(X),
      }
      print('scikit-learn', sklearn.__version__, flush=True)
      for line in sys.stdin:
          name = line.strip()
          start = time.perf_counter()
          model = models[name]()
          seconds = time.perf_counter() - start
          objective = 'NaN'
          if name == 'logistic':
              w = model.coef_[0].astype('f8')
              score = np.concatenate([X[i:i + 1000].astype('f8') @ w for i in range(0, n, 1000)])
              margin = (2 * y - 1) * (score + model.intercept_[0])
              objective = repr(float(np.logaddexp(0, -margin).sum() + w @ w / 2))
          print(repr(seconds), objective, flush=True)
      """;

  private final Process process;
  private final PrintWriter in;
  private final BufferedReader out;
  private final String version;

  /** Starts {@code python} with {@code rows} [n, d] and {@code labels} [n] put into files. */
  ScikitLearn(String python, Path folder, Matrix rows, int[] labels) throws IOException {
    write(folder, rows, labels);
    Path script = folder.resolve("compare.py");
    Files.writeString(script, SCRIPT);
    try {
      process =
          new ProcessBuilder(
                  python,
                  script.toString(),
                  folder.toString(),
                  Integer.toString(rows.rows()),
                  Integer.toString(rows.columns()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw ProbeException.input("cannot start %s: %s".formatted(python, e.getMessage()), e);
    }
    in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
    version = answer();
  }

  private static void write(Path folder, Matrix rows, int[] labels) throws IOException {
    try (FileChannel file = create(folder.resolve("x.f32"))) {
      RowReader.forEachBlock(
          rows,
          (from, count, block) -> {
            int size = count * rows.columns();
            ByteBuffer bytes = ByteBuffer.allocate(size * 4).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(block, 0, size);
            file.write(bytes);
          });
    }
    try (FileChannel file = create(folder.resolve("y.i32"))) {
      ByteBuffer bytes = ByteBuffer.allocate(labels.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asIntBuffer().put(labels);
      file.write(bytes);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Such as "scikit-learn 1.9.1". */
  String version() {
    return version;
  }

  /** Fits {@code model} once: logistic, ridge, lda, pca, pca covariance_eigh. */
  Timing time(String model) throws IOException {
    in.println(model);
    String[] fields = answer().split(" ", 2);
    return new Timing(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]));
  }

  private String answer() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw ProbeException.input(
          "the Python for the comparison ended; it needs numpy and scikit-learn");
    }
    return line;
  }

  @Override
  public void close() {
    in.close();
    process.destroy();
  }
}
