package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;

class NativeLibraryTest {
  @Test
  void withoutALibraryEveryCallSaysWhatIsWrong() {
    MethodType type = MethodType.methodType(int.class, double.class, String.class);
    ProbeException failure = ProbeException.input("no OpenBLAS for sunos-sparcv9");
    MethodHandle handle = OpenBlas.failing(type, failure);
    assertThat(handle.type()).isEqualTo(type);
    assertThatThrownBy(() -> handle.invokeWithArguments(1.0, "x")).isSameAs(failure);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64,linux-x86_64",
    "Linux,aarch64,linux-arm64",
    "Mac OS X,aarch64,macosx-arm64",
    "Mac OS X,x86_64,macosx-x86_64",
    "Windows 11,amd64,windows-x86_64",
    "SunOS,sparcv9,sunos-sparcv9"
  })
  void platformsAreNamedAsTheJarsAre(String os, String machine, String platform) {
    assertThat(NativeLibrary.platform(os, machine)).isEqualTo(platform);
  }
}
