package io.edge4j.maven.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The commit that a folder was checked out from, read from git's own files: a build machine need
 * not have the program, and one that has it may refuse a checkout of another user. Knows work
 * trees, submodules, and branches that were packed. The format is that of gitrepository-layout(5).
 */
final class GitCommit {
  /** SHA-1 or SHA-256. */
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  private static final String BRANCH = "ref: ";
  private static final String ELSEWHERE = "gitdir: ";

  private GitCommit() {}

  /**
   * The commit in hexadecimal. Whether files were changed since is not looked at.
   *
   * @param folder inside a checkout
   * @return empty outside of one, in one without a commit, and in one whose branches are stored in
   *     a form that this does not know
   */
  static Optional<String> of(Path folder) throws IOException {
    for (Path place = folder.toAbsolutePath(); place != null; place = place.getParent()) {
      Path git = place.resolve(".git");
      if (Files.exists(git)) {
        return head(Files.isDirectory(git) ? git : elsewhere(git));
      }
    }
    return Optional.empty();
  }

  /** Work trees and submodules have a file that says where the folder is. */
  private static Path elsewhere(Path file) throws IOException {
    String text = Files.readString(file).strip();
    return text.startsWith(ELSEWHERE)
        ? file.resolveSibling(text.substring(ELSEWHERE.length()))
        : file;
  }

  private static Optional<String> head(Path git) throws IOException {
    String head = text(git.resolve("HEAD"));
    if (!head.startsWith(BRANCH)) {
      return hash(head);
    }
    String branch = head.substring(BRANCH.length());
    String common = text(git.resolve("commondir"));
    Path branches = common.isEmpty() ? git : git.resolve(common);
    Optional<String> loose = hash(text(branches.resolve(branch)));
    return loose.isPresent() ? loose : packed(branches.resolve("packed-refs"), branch);
  }

  private static Optional<String> packed(Path file, String branch) throws IOException {
    List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    return lines.stream()
        .filter(line -> line.endsWith(" " + branch))
        .findFirst()
        .flatMap(line -> hash(line.substring(0, line.indexOf(' '))));
  }

  private static String text(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readString(file).strip() : "";
  }

  private static Optional<String> hash(String text) {
    return HASH.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }
}
