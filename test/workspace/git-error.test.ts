import { expect, test } from "vitest";
import { gitFailure } from "../../runner/workspace/git-error.ts";

function said(stderr: string): string {
  return gitFailure(["ls-remote"], { code: 128, stderr }, []).message;
}

test("a failed remote is said by the line that names the cause, not by git's last words", () => {
  const missing = `fatal: '/srv/x' does not appear to be a git repository
fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.
`;
  expect(said(missing)).toBe("git ls-remote: fatal: '/srv/x' does not appear to be a git repository");
  expect(said("fatal: Could not read from remote repository.\n")).toBe(
    "git ls-remote: fatal: Could not read from remote repository.",
  );
  expect(said("")).toBe("git ls-remote: exit code 128");
});
