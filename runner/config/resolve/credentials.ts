import type { ProjectConfig } from "../config.ts";
import type { KeyPath } from "../key-path.ts";
import type { ProjectFile } from "../schema/project.ts";
import type { ResolveContext } from "./context.ts";
import { resolveSecret } from "./reference.ts";
import type { Repository } from "./repository.ts";

/** A user that GitHub, GitLab and Gitea accept beside an access token. */
const tokenUser = "x-access-token";

export function resolveCredentials(
  file: NonNullable<ProjectFile["credentials"]>,
  repository: Repository,
  path: KeyPath,
  context: ResolveContext,
): ProjectConfig["credentials"] {
  if (repository.credentials === "unused") context.report(path, "credentials are for repositories at an https address");
  if (repository.credentials === "clear_text") {
    context.report(path, "credentials would travel in clear text over http", {
      hint: "use the repository's https address",
    });
  }
  const { username, password, token } = file;
  if (password !== undefined && token !== undefined)
    context.report([...path, "password"], "give a password or a token, not both");
  if (password !== undefined && username === undefined) context.report(path, "a password needs a username");
  const [key, text] = token === undefined ? ["password", password] : ["token", token];
  if (text === undefined) {
    context.report(path, "missing: token, or username and password");
    return null;
  }
  return { username: username ?? tokenUser, password: resolveSecret(text, [...path, key], context) };
}
