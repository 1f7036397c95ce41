package probe.algebra;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * The library's symbols; it is loaded with this class.
 *
 * <p>OpenBLAS itself runs on one thread, because with more its sums depend on how many; whoever
 * wants more calls it from several threads, each with a part of fixed size.
 */
final class OpenBlas {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final @Nullable SymbolLookup SYMBOLS;
  private static final @Nullable ProbeException FAILURE;

  static {
    SymbolLookup symbols = null;
    ProbeException failure = null;
    try {
      symbols = NativeLibrary.load();
    } catch (ProbeException e) {
      failure = e;
    }
    SYMBOLS = symbols;
    FAILURE = failure;
    if (failure == null) {
      setOneThread();
    }
  }

  private OpenBlas() {}

  private static void setOneThread() {
    MethodHandle threads =
        handle("openblas_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    try {
      threads.invokeExact(1);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The function {@code name}; without a library, one that throws what is wrong. */
  @SuppressWarnings("restricted") // the launcher allows native access
  static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... how) {
    if (SYMBOLS == null) {
      return failing(type.toMethodType(), FAILURE);
    }
    return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type, how);
  }

  // an exception in a static initialiser would reach the user as a NoClassDefFoundError
  static MethodHandle failing(MethodType type, @Nullable ProbeException failure) {
    MethodHandle thrower =
        MethodHandles.throwException(type.returnType(), ProbeException.class).bindTo(failure);
    return MethodHandles.dropArguments(thrower, 0, type.parameterList());
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
