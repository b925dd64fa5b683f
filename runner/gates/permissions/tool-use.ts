import type { PermissionAnswer } from "../../../shared/model/permissions.ts";
import type { ToolKind } from "../../../shared/model/tool-kind.ts";
import type { SideEffect } from "./side-effects.ts";

/** A tool that an agent is about to use, or asks to use. */
export interface ToolUse {
  tool: ToolKind;
  /** Its name, or what it does, in one line. */
  title: string;
  /** The whole of what a shell is to run; absent when it was too long to be handed on. */
  command?: string | undefined;
  /**
   * From the worktree's root, absolute outside of it. A path that leads through links is there under both of its names: a
   * rule that allows must fit both, one that forbids either.
   */
  paths: readonly string[];
  hosts: readonly string[];
}

export interface Judgement {
  /** `none`: no rule decides. */
  answer: PermissionAnswer | "none";
  /** What runs, or whether a rule is meant, cannot be told from the text alone. */
  isDoubtful: boolean;
  /** Needs a person, unless a rule forbids it; one that names it and allows it has taken it out here. */
  sideEffect: SideEffect | undefined;
}
