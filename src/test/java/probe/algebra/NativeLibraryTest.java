package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeLibraryTest {
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
