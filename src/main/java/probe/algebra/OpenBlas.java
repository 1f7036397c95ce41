package probe.algebra;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The library's symbols; it is loaded with this class.
 *
 * <p>OpenBLAS itself runs on one thread, because with more its sums depend on how many; whoever
 * wants more calls it from several threads, each with a part of fixed size.
 */
final class OpenBlas {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = NativeLibrary.load();

  static {
    MethodHandle threads =
        handle("openblas_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    try {
      threads.invokeExact(1);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private OpenBlas() {}

  @SuppressWarnings("restricted") // the launcher allows native access
  static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... how) {
    return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type, how);
  }

  /** A call into C throws nothing; only the Java side of it could. */
  static RuntimeException unexpected(Throwable e) {
    if (e instanceof RuntimeException runtime) {
      return runtime;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
