import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";

interface GitChange {
  readonly status: number;
}

/** Its number for a file that git does not know. */
export const untracked = 7;

/** The part of VS Code's Git extension that is used here; its API has version 1 since 2018. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly name?: string } | undefined;
    readonly remotes: readonly { readonly name: string; readonly fetchUrl?: string; readonly pushUrl?: string }[];
    readonly workingTreeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
  };
  status(): Promise<void>;
  fetch(remote: string, ref: string): Promise<void>;
  checkout(treeish: string): Promise<void>;
  /** Of a patch file. */
  apply(path: string): Promise<void>;
  getBranch(name: string): Promise<{ readonly name?: string; readonly commit?: string }>;
  createBranch(name: string, checkout: boolean, ref: string): Promise<void>;
  setBranchUpstream(name: string, upstream: string): Promise<void>;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { readonly repositories: readonly GitRepository[] };
}

/** The repositories that this window has open. Error: `not_available` where VS Code has no Git. */
export async function openRepositories(): Promise<readonly GitRepository[]> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  const git = extension && (extension.isActive ? extension.exports : await extension.activate());
  if (!git?.enabled)
    throw new SpoolError("not_available", "VS Code's Git extension is not there or is turned off", {
      hint: "turn on git.enabled, or use the command line",
    });
  return git.getAPI(1).repositories;
}

/** What git itself said, in one line; its errors carry the output beside the message. */
export function gitError(what: string, error: unknown): SpoolError {
  const output = error instanceof Error && "stderr" in error && typeof error.stderr === "string" ? error.stderr : "";
  const line = output.split("\n").find((text) => text.trim() !== "");
  const message = line ?? (error instanceof Error ? error.message : String(error));
  return new SpoolError("git_failed", `${what}: ${message.slice(0, 300)}`, { cause: error });
}
