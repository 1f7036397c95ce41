package probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  @TempDir private Path folder;

  private static void assertOutputError(Runnable action, String... parts) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.OUTPUT))
        .hasMessageContainingAll(parts);
  }

  @Test
  void committedFilesAppearUnderTheirNamesAndNothingElseDoes() throws IOException {
    Path out = folder.resolve("a").resolve("b");
    try (OutputFolder output = OutputFolder.prepare(out)) {
      Files.writeString(output.file("one.txt"), "1");
      Files.writeString(output.file("two.txt"), "2");
      assertThat(out.resolve("one.txt")).doesNotExist();
      output.commit();
    }

    assertThat(out.resolve("one.txt")).hasContent("1");
    assertThat(out.resolve("two.txt")).hasContent("2");
    assertThat(out.toFile().list()).containsExactlyInAnyOrder("one.txt", "two.txt");
  }

  @Test
  void committedFilesReplaceOlderOnesAndLeaveOthersAlone() throws IOException {
    Files.writeString(folder.resolve("run.json"), "old");
    Files.writeString(folder.resolve("mine.txt"), "mine");

    try (OutputFolder output = OutputFolder.prepare(folder)) {
      Files.writeString(output.file("run.json"), "new");
      output.commit();
    }

    assertThat(folder.resolve("run.json")).hasContent("new");
    assertThat(folder.resolve("mine.txt")).hasContent("mine");
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void withoutACommitTheFoldersThatWereMadeGoToo() throws IOException {
    Path out = folder.resolve("a").resolve("b").resolve("c");
    try (OutputFolder output = OutputFolder.prepare(out)) {
      Files.writeString(output.file("one.txt"), "1");
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutACommitAFolderThatWasThereStaysAsItWas() throws IOException {
    Files.writeString(folder.resolve("run.json"), "old");

    try (OutputFolder output = OutputFolder.prepare(folder)) {
      Files.writeString(output.file("run.json"), "new");
    }

    assertThat(folder.resolve("run.json")).hasContent("old");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aFolderThatSomebodyElseFilledIsNotRemoved() throws IOException {
    Path out = folder.resolve("a").resolve("b");
    try (OutputFolder output = OutputFolder.prepare(out)) {
      Files.writeString(output.file("one.txt"), "1");
      Files.writeString(folder.resolve("a").resolve("theirs.txt"), "theirs");
    }

    assertThat(out).doesNotExist();
    assertThat(folder.resolve("a").resolve("theirs.txt")).hasContent("theirs");
  }

  @Test
  void anOutputThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertOutputError(
        () -> OutputFolder.prepare(file).close(), file + " is a file; --out takes a folder");
    assertThat(file).hasContent("x");
  }

  @Test
  void aFolderBelowAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path below = file.resolve("a").resolve("b");

    assertOutputError(
        () -> OutputFolder.prepare(below).close(),
        "cannot write to folder " + below,
        "Not a directory");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void aFolderWithoutPermissionIsRefused() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write to any folder");
    Path locked =
        Files.createDirectory(
            folder.resolve("locked"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));

    assertOutputError(
        () -> OutputFolder.prepare(locked.resolve("out")).close(), "permission denied");
  }

  @Test
  void moreBytesThanTheDiskHasAreRefusedWithBothNumbers() {
    try (OutputFolder output = OutputFolder.prepare(folder)) {
      assertOutputError(
          () -> output.requireSpace(Long.MAX_VALUE),
          folder.toString(),
          " bytes free, the output needs ");
      output.requireSpace(0);
    }
  }

  @Test
  void anErrorOfWritingIsToldByItsReason() {
    assertThat(OutputFolder.failed("cannot do it", new FileSystemException("f", null, "no room")))
        .hasMessageStartingWith("cannot do it: no room; ");
    assertThat(OutputFolder.failed("cannot do it", new AccessDeniedException("f")))
        .hasMessageStartingWith("cannot do it: permission denied; ");
    assertThat(OutputFolder.failed("cannot do it", new IOException("broken pipe")))
        .hasMessageStartingWith("cannot do it: broken pipe; ");
  }
}
