import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import { plural } from "../../common/format.ts";
import { isSameRepository } from "../../common/git/same-repository.ts";
import { plainLine } from "../../common/plain-line.ts";
import { type GitRepository, openRepositories, untracked } from "./git-extension.ts";

/**
 * The open repository that the project's is a copy of: by one of its remotes, or by being it. Asked for when none is known
 * to be, or several are. Undefined when the person turns away. Error: `not_available` when no repository is open.
 */
export async function pickRepository(projectRepository: string, title: string): Promise<GitRepository | undefined> {
  const all = await openRepositories();
  if (all.length === 0)
    throw new SpoolError("not_available", "no Git repository is open in this window", {
      hint: `open a clone of ${plainLine(projectRepository)} first`,
    });
  const fitting = all.filter((repository) => belongsTo(repository, projectRepository));
  const [only, ...others] = fitting;
  if (only && others.length === 0) return only;
  const items = (only ? fitting : all).map((repository) => ({
    label: plainLine(vscode.workspace.asRelativePath(repository.rootUri)),
    description: plainLine(repository.state.HEAD?.name ?? "", 100),
    detail: repository.state.remotes.map(({ fetchUrl = "" }) => plainLine(fetchUrl, 100)).join(" · "),
    repository,
  }));
  const placeHolder = only
    ? "Which of its clones?"
    : `None has ${plainLine(projectRepository, 80)} as a remote. Use which?`;
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.repository;
}

function belongsTo({ rootUri, state }: GitRepository, projectRepository: string): boolean {
  const addresses = state.remotes.flatMap(({ fetchUrl, pushUrl }) => [fetchUrl, pushUrl]);
  return [rootUri.path, ...addresses].some(
    (address) => address !== undefined && isSameRepository(address, projectRepository),
  );
}

/** The remote that is the project's repository; the first one otherwise. */
export function remoteOf({ state }: GitRepository, projectRepository: string): string | undefined {
  const own = state.remotes.find(({ fetchUrl = "" }) => isSameRepository(fetchUrl, projectRepository));
  return (own ?? state.remotes[0])?.name;
}

/** What a person has not committed is never touched; files git does not know it leaves alone by itself. Error: `conflict`. */
export async function mustBeClean(repository: GitRepository): Promise<void> {
  await repository.status();
  const { workingTreeChanges, indexChanges, mergeChanges } = repository.state;
  const changes = [...workingTreeChanges, ...indexChanges, ...mergeChanges];
  const dirty = changes.filter(({ status }) => status !== untracked).length;
  if (dirty > 0)
    throw new SpoolError("conflict", `${plural(dirty, "file has", "files have")} changes that are not committed here`, {
      hint: "commit or stash them first",
    });
}
