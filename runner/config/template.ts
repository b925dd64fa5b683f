/** The file that `spool init` writes: valid as it is, with what most people change first written out as comments. */
export function templateConfig(): string {
  return `# Configuration of the Spool runner. Every key, its type and its default: docs/configuration.md
# Check it with "spool config validate"; a running runner reads it again when it changes.

runtime:
  data_dir: ~/.spool          # database, mirrors, artifacts
  max_concurrent_jobs: 4
  sandbox: auto               # auto: when the machine has one; require; off
  # disk_quota_gb: 100        # of all worktrees together
  # pass_environment: [HTTPS_PROXY]   # variables that agents and hooks may see

server:
  listen: 127.0.0.1:7433      # reach it from elsewhere through SSH

agents:                       # the first one is the default
  claude:
    adapter: claude
    # model: opus
    # env: { ANTHROPIC_API_KEY: $ANTHROPIC_API_KEY }   # $NAME or file:/path, never the secret itself
  codex:
    adapter: codex
  # fixer:
  #   adapter: command        # any program: instruction on stdin, SPOOL_* in the environment
  #   command: [./tools/fix.sh]

projects: []
# projects:
#   - name: repo-a
#     repo: git@github.com:org/repo-a.git   # any git URL, or a local path
#     base_branch: main
#     copy: [.env]                          # ignored files that an agent needs
#     copy_from: ~/src/repo-a               # where they are
#     setup: [npm ci]                       # in every new worktree
#     worktrees: { pool: 2, retain_on_success_minutes: 30, retain_on_failure_hours: 24, prune_after_days: 7 }
#     concurrency: { max_jobs: 2 }
#     job_types:
#       implement: { agent: codex, verify: [npm test], publish: patch, timeout_minutes: 60, retry_limit: 2 }
#       review: { agent: claude }           # reads only
`;
}
