package probe.cli;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import probe.OutputFolder;
import probe.ProbeException;
import probe.checkpoint.Checkpoint;
import probe.model.Tokenizer;
import probe.onnx.write.GraphWriter;
import probe.tensor.DType;

/**
 * Damages files of models at random and reads them: each must be read, or refused in one line, in
 * seconds and without more memory than a file of its size can ask for.
 */
final class FuzzBenchmarkRun {
  /** What a file may make the reader allocate, beside some hundred times its own size. */
  private static final long ALLOWANCE = 64L << 20;

  private static final long SHARE = 400;
  private static final long SLOW_NANOS = 10_000_000_000L;
  private static final int MOST_FAULTS = 20;
  private static final long[] EXTREMES = {
    0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 32, (1L << 31) - 1, 1L << 40, 255
  };
  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1e999",
    "9223372036854775808",
    "99999999999999999999999999",
    "1.5",
    "null",
    "[]",
    "{}",
    "\"\"",
    "true",
    "NaN",
    "16777216",
    "1e-320"
  };

  /** What is damaged. */
  private enum Kind {
    GGUF(FuzzSeeds.gguf()),
    SAFETENSORS(FuzzSeeds.safetensors()),
    CONFIG(FuzzSeeds.config()),
    TOKENIZER(FuzzSeeds.tokenizer());

    // not changed by anybody
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] seed;

    Kind(byte[] seed) {
      this.seed = seed;
    }
  }

  /** What came of the inputs, by kind and end; faults are what should not have been. */
  record Tally(TreeMap<String, Long> ends, List<String> faults, long slowestNanos) {}

  private final Path folder;
  private final SplittableRandom random;
  private final TreeMap<String, Long> ends = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long slowest;

  /** Inputs are written to {@code folder}, one after another. */
  FuzzBenchmarkRun(Path folder, long seed) {
    this.folder = folder;
    this.random = new SplittableRandom(seed);
  }

  Tally run(long count, LongConsumer progress) throws IOException {
    for (long i = 0; i < count && faults.size() < MOST_FAULTS; i++) {
      Kind kind = Kind.values()[(int) (i % Kind.values().length)];
      byte[] input = i < Kind.values().length ? kind.seed : damaged(kind);
      read(kind, input, i);
      progress.accept(1);
    }
    return new Tally(ends, List.copyOf(faults), slowest);
  }

  private void read(Kind kind, byte[] input, long number) throws IOException {
    Files.write(
        folder.resolve("model.safetensors"),
        kind == Kind.SAFETENSORS ? input : Kind.SAFETENSORS.seed);
    Files.write(folder.resolve("config.json"), kind == Kind.CONFIG ? input : Kind.CONFIG.seed);
    Path file = folder.resolve(kind == Kind.GGUF ? "model.gguf" : "tokenizer.json");
    Files.write(file, input);
    long allocated = memory.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    String end;
    try {
      open(kind, file);
      end = "read";
    } catch (ProbeException e) {
      end = "refused";
      if (String.valueOf(e.getMessage()).indexOf('\n') >= 0) {
        fault(kind, number, "more than one line: " + e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      end = "failed";
      fault(kind, number, e + " at " + e.getStackTrace()[0]);
    }
    long nanos = System.nanoTime() - start;
    slowest = Math.max(slowest, nanos);
    if (nanos > SLOW_NANOS) {
      fault(kind, number, "took %.1f s".formatted(nanos / 1e9));
    }
    long bytes = memory.getCurrentThreadAllocatedBytes() - allocated;
    if (bytes > ALLOWANCE + SHARE * input.length) {
      fault(kind, number, "allocated %,d bytes for a file of %,d".formatted(bytes, input.length));
    }
    ends.merge(kind + " " + end, 1L, Long::sum);
  }

  private void fault(Kind kind, long number, String what) {
    faults.add("%s, input %d: %s".formatted(kind, number, what));
  }

  private void open(Kind kind, Path file) throws IOException {
    switch (kind) {
      case GGUF -> whole(Checkpoint.open(file));
      case SAFETENSORS, CONFIG -> whole(Checkpoint.open(folder));
      case TOKENIZER -> {
        try (Tokenizer tokenizer = Tokenizer.open(file)) {
          int[] ids = tokenizer.encode("ab <s> c");
          if (ids.length > 0) {
            tokenizer.token(ids[0]);
          }
        }
      }
    }
  }

  /** Writes the model, as an import would. */
  private void whole(Checkpoint checkpoint) throws IOException {
    GraphWriter graph = checkpoint.graph(DType.F32);
    try (OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      graph.write(out.file("model.onnx"), checkpoint);
      checkpoint.writeCompanions(out);
    }
  }

  private byte[] damaged(Kind kind) {
    byte[] bytes = kind.seed.clone();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      bytes =
          kind == Kind.GGUF || random.nextInt(3) == 0 ? damagedBytes(bytes) : damagedText(bytes);
    }
    return bytes;
  }

  private byte[] damagedBytes(byte[] bytes) {
    int at = random.nextInt(Math.max(1, bytes.length));
    switch (random.nextInt(5)) {
      case 0 -> {
        return java.util.Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        if (at + 8 <= bytes.length) {
          ByteBuffer.wrap(bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(at, EXTREMES[random.nextInt(EXTREMES.length)]);
        }
      }
      case 2 -> {
        if (at + 4 <= bytes.length) {
          ByteBuffer.wrap(bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(at, (int) EXTREMES[random.nextInt(EXTREMES.length)]);
        }
      }
      default -> {
        if (bytes.length > 0) {
          bytes[at] =
              (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt());
        }
      }
    }
    return bytes;
  }

  /** A number or word replaced, or a piece doubled or taken out. */
  private byte[] damagedText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = random.nextInt(Math.max(1, text.length()));
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    String changed =
        switch (random.nextInt(3)) {
          case 0 -> {
            int from = at;
            while (from < text.length() && !Character.isDigit(text.charAt(from))) {
              from++;
            }
            int to = from;
            while (to < text.length() && Character.isDigit(text.charAt(to))) {
              to++;
            }
            yield text.substring(0, from)
                + NUMBERS[random.nextInt(NUMBERS.length)]
                + text.substring(to);
          }
          case 1 -> text.substring(0, end) + text.substring(at);
          default -> text.substring(0, at) + text.substring(end);
        };
    return changed.getBytes(StandardCharsets.ISO_8859_1);
  }
}
