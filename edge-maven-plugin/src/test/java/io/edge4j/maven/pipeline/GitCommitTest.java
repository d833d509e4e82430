package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCommitTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;

  @Test
  void branchThatIsCheckedOutHasItsCommitInAFile() throws IOException {
    write(".git/HEAD", "ref: refs/heads/feature/a\n");
    write(".git/refs/heads/feature/a", COMMIT + "\n");

    assertThat(GitCommit.of(folder)).contains(COMMIT);
  }

  @Test
  void moduleBelowTheCheckoutBelongsToIt() throws IOException {
    write(".git/HEAD", COMMIT + "\n");
    Path module = Files.createDirectories(folder.resolve("parent/module"));

    assertThat(GitCommit.of(module)).contains(COMMIT);
  }

  @Test
  void branchMayBePacked() throws IOException {
    write(".git/HEAD", "ref: refs/heads/main\n");
    write(
        ".git/packed-refs",
        "# pack-refs with: peeled fully-peeled sorted \n"
            + "f".repeat(40)
            + " refs/remotes/origin/refs/heads/main2\n"
            + COMMIT
            + " refs/heads/main\n^"
            + "e".repeat(40)
            + "\n");

    assertThat(GitCommit.of(folder)).contains(COMMIT);
  }

  @Test
  void workTreeHasItsHeadElsewhereAndItsBranchesInTheMainRepository() throws IOException {
    write("main/.git/worktrees/other/HEAD", "ref: refs/heads/other\n");
    write("main/.git/worktrees/other/commondir", "../..\n");
    write("main/.git/refs/heads/other", COMMIT + "\n");
    write("other/.git", "gitdir: ../main/.git/worktrees/other\n");

    assertThat(GitCommit.of(folder.resolve("other"))).contains(COMMIT);
  }

  @Test
  void repositoryWithoutACommitHasNone() throws IOException {
    write(".git/HEAD", "ref: refs/heads/main\n");

    assertThat(GitCommit.of(folder)).isEmpty();
  }

  @Test
  void branchesInAFormatThatIsNotKnownAreNotGuessedAt() throws IOException {
    // What git writes for tools of old where its branches are in a reftable.
    write(".git/HEAD", "ref: refs/heads/.invalid\n");
    write(".git/reftable/tables.list", "0x000000000001-0x000000000002-aaaaaaaa.ref\n");

    assertThat(GitCommit.of(folder)).isEmpty();
  }

  @Test
  void fileThatOnlyLooksLikeOneIsNoRepository() throws IOException {
    write(".git", "something else\n");

    assertThat(GitCommit.of(folder)).isEmpty();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
