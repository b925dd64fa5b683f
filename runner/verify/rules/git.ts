import type { FailureRule } from "../rule.ts";

export const gitRules: readonly FailureRule[] = [
  {
    class: "git.merge_conflict",
    tool: "git",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^CONFLICT \(/,
      /^Automatic merge failed; fix conflicts/,
      /^error: (?:could not apply|Merging is not possible because you have unmerged files|you need to resolve your current index)/,
      /leftover conflict marker/,
      /^(?:<<<<<<<|>>>>>>>) \S/,
    ],
    hint: "Resolve every conflict marker in the named files, keeping what both sides meant.",
    examples: {
      matches: [
        "Auto-merging a.txt\nCONFLICT (content): Merge conflict in a.txt\nAutomatic merge failed; fix conflicts and then commit the result.",
      ],
      others: ["npm error ERESOLVE could not resolve\nnpm error Conflicting peer dependency: react@18"],
    },
  },
  {
    class: "git.patch_failed",
    tool: "git",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error: patch failed: /,
      /^error: .*: patch does not apply/,
      /^error: corrupt patch at line/,
      /^Hunk #\d+ FAILED at/,
    ],
    hint: "The patch was made for another state of the file: make the change by hand in what is there now.",
    examples: {
      matches: ["error: patch failed: a.txt:1\nerror: a.txt: patch does not apply"],
      others: ["patching file a.txt"],
    },
  },
  {
    class: "git.auth",
    tool: "git",
    severity: "hard",
    specificity: 5,
    patterns: [
      /^fatal: (?:Authentication failed for|could not read (?:Username|Password) for)/,
      /\bPermission denied \((?:publickey|password|keyboard-interactive)/,
      /^Host key verification failed/,
      /^remote: (?:Invalid username or password|Permission to \S+ denied|HTTP Basic: Access denied)/,
      /^fatal: unable to access '.*': The requested URL returned error: 40[13]/,
    ],
    hint: "The remote does not accept this machine's credentials: a person must set them.",
    examples: {
      matches: ["fatal: could not read Username for 'https://git.example': terminal prompts disabled"],
      others: ["fatal: not a git repository (or any of the parent directories): .git"],
    },
  },
  {
    class: "git.locked",
    tool: "git",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^fatal: Unable to create '.*\.lock': File exists/, /Another git process seems to be running/],
    hint: "Another git command holds the lock: wait for it, and do not run two at once.",
    examples: {
      matches: ["fatal: Unable to create '/w/.git/index.lock': File exists."],
      others: ["error: the lock file Cargo.lock needs to be updated but --locked was passed"],
    },
  },
  {
    class: "git.bad_revision",
    tool: "git",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^fatal: (?:ambiguous argument '.*': unknown revision|bad (?:revision|object)|invalid reference|couldn't find remote ref|Needed a single revision|Not a valid object name|refusing to merge unrelated histories)/,
      /^error: pathspec '.*' did not match any file\(s\) known to git/,
    ],
    hint: "The branch, tag, commit or path does not exist here: look with git branch -a and git log what there is.",
    examples: {
      matches: ["fatal: ambiguous argument 'origin/mian': unknown revision or path not in the working tree."],
      others: ["fatal: not a git repository"],
    },
  },
  {
    class: "git.rejected",
    tool: "git",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^ ! \[(?:remote )?rejected\]/, /^error: failed to push some refs to/],
    hint: "The remote has what is not here, or refuses the branch: take in its changes; pushing is Spool's own work.",
    examples: {
      matches: [
        " ! [rejected]        main -> main (non-fast-forward)\nerror: failed to push some refs to 'git.example:shop.git'",
      ],
      others: ["Everything up-to-date"],
    },
  },
  {
    class: "git.local_changes",
    tool: "git",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error: Your local changes to the following files would be overwritten/,
      /^error: The following untracked working tree files would be overwritten/,
      /^error: cannot (?:pull with rebase|rebase): You have unstaged changes/,
    ],
    hint: "Uncommitted changes stand in the way: keep them, and do without switching or pulling.",
    examples: {
      matches: [
        "error: Your local changes to the following files would be overwritten by checkout:\n\ta.txt\nPlease commit your changes or stash them before you switch branches.",
      ],
      others: ["nothing to commit, working tree clean"],
    },
  },
  {
    class: "git.repository",
    tool: "git",
    severity: "hard",
    specificity: 5,
    patterns: [
      /^fatal: not a git repository/,
      /^fatal: '.*' does not appear to be a git repository/,
      /^fatal: detected dubious ownership in repository/,
      /^fatal: bad config line \d+ in file/,
      /^(?:error|fatal): (?:object file .* is empty|loose object .* is corrupt)/,
    ],
    hint: "Git cannot use the repository here: a person must look at its place, owner or state.",
    examples: {
      matches: ["fatal: not a git repository (or any of the parent directories): .git"],
      others: ["fatal: ambiguous argument 'x': unknown revision"],
    },
  },
  {
    class: "git.nothing_to_commit",
    tool: "git",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^nothing (?:added )?to commit/, /^no changes added to commit/],
    hint: "Nothing was changed: make the change itself before anything is committed.",
    examples: {
      matches: ["On branch main\nnothing to commit, working tree clean"],
      others: ["On branch main\nUnmerged paths:\nCONFLICT (content): Merge conflict in a.txt"],
    },
  },
];
