import { globMatcher } from "./glob.ts";

/** Files that hold secrets by what they are, whatever is in them. */
const forbidden = [
  ".env",
  ".env.*",
  "*.env",
  ".envrc",
  "credentials.json",
  "credentials.yaml",
  "credentials.yml",
  ".credentials.json",
  "client_secret*.json",
  "service-account*.json",
  "service_account*.json",
  "id_rsa",
  "id_dsa",
  "id_ecdsa",
  "id_ed25519",
  "id_ecdsa_sk",
  "id_ed25519_sk",
  "*.ppk",
  "*.p12",
  "*.pfx",
  "*.jks",
  "*.keystore",
  "*.kdbx",
  "*.ovpn",
  ".netrc",
  "_netrc",
  ".pgpass",
  ".my.cnf",
  ".git-credentials",
  ".htpasswd",
  ".pypirc",
  ".dockercfg",
  ".docker/config.json",
  "**/.docker/config.json",
  "**/.aws/credentials",
  "**/.aws/config",
  "**/.ssh/**",
  "**/.gnupg/**",
  "**/.kube/config",
  "kubeconfig",
  "*.kubeconfig",
  "terraform.tfstate",
  "terraform.tfstate.backup",
  ".terraformrc",
  "terraform.rc",
  ".vault-token",
  ".vault_pass*",
  ".s3cfg",
  ".boto",
  "wallet.dat",
  "master.key",
  ".bash_history",
  ".zsh_history",
  ".node_repl_history",
  ".psql_history",
  ".mysql_history",
  ".python_history",
];

/** Patterns for people to copy, not for programs to read. */
const harmless = [
  ".env.example",
  ".env.sample",
  ".env.template",
  ".env.dist",
  ".env.defaults",
  ".env.*.example",
  "example.env",
  "sample.env",
];

/** What runs on other machines without being asked for, or says who must look at a change. */
const protectedPlaces = [
  ".github/workflows/**",
  ".github/actions/**",
  ".github/CODEOWNERS",
  "CODEOWNERS",
  ".gitlab-ci.yml",
  ".gitlab/ci/**",
  ".gitlab/CODEOWNERS",
  ".gitea/workflows/**",
  ".forgejo/workflows/**",
  ".circleci/**",
  ".buildkite/**",
  ".teamcity/**",
  ".woodpecker/**",
  ".woodpecker.yml",
  ".woodpecker.yaml",
  ".drone.yml",
  ".drone.jsonnet",
  ".travis.yml",
  ".appveyor.yml",
  "appveyor.yml",
  "azure-pipelines.yml",
  "azure-pipelines.yaml",
  ".azure-pipelines/**",
  ".azuredevops/**",
  "bitbucket-pipelines.yml",
  "cloudbuild.yaml",
  "buildspec.yml",
  "Jenkinsfile",
  "Jenkinsfile.*",
  "*.jenkinsfile",
  ".husky/**",
  "**/.husky/**",
  ".githooks/**",
  ".git-hooks/**",
  ".hooks/**",
  ".pre-commit-config.yaml",
  ".pre-commit-hooks.yaml",
  "lefthook.yml",
  "lefthook.yaml",
  ".lefthook.yml",
  ".lefthook/**",
];

const isHarmless = globMatcher(harmless);

export type NameRules = Record<"isForbidden" | "isProtected" | "isAllowed", (path: string) => boolean>;

export function nameRules(rules: {
  forbiddenNames: readonly string[];
  protectedPaths: readonly string[];
  allowPaths: readonly string[];
}): NameRules {
  const isBuiltIn = globMatcher(forbidden);
  const isExtra = globMatcher(rules.forbiddenNames);
  return {
    isForbidden: (path) => isExtra(path) || (isBuiltIn(path) && !isHarmless(path)),
    isProtected: globMatcher([...protectedPlaces, ...rules.protectedPaths]),
    isAllowed: globMatcher(rules.allowPaths),
  };
}

/** A name that git, or a file system where it is checked out, would take for something else. Says what is wrong. */
export function unsafeName(path: string): string | undefined {
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..") return "a part of the name is empty or a dot";
    if (isGitDirectory(part)) return "the name stands for git's own directory";
  }
  return /[\u202A-\u202E\u2066-\u2069]/u.test(path)
    ? "the name holds signs that turn the direction of writing"
    : undefined;
}

/** As git's own check has it: some file systems ignore case, trailing dots and blanks, and signs without width. */
function isGitDirectory(part: string): boolean {
  const seen = part.replaceAll(/[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/gu, "").toLowerCase();
  return /^(?:\.git|git~\d)[. ]*(?::.*)?$/s.test(seen);
}

/** Whether a link at `path` leads out of the repository. */
export function escapes(path: string, target: string): boolean {
  if (target === "" || target.startsWith("/") || target.startsWith("~") || /^[a-z]:|^\\/i.test(target)) return true;
  const at = path.split("/").slice(0, -1);
  for (const part of target.split(/[/\\]/)) {
    if (part === "" || part === ".") continue;
    if (part !== "..") at.push(part);
    else if (at.pop() === undefined) return true;
  }
  return at.some((part) => isGitDirectory(part));
}
