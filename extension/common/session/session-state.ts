import type { Hello } from "../../../shared/api/views.ts";
import { protocolVersion } from "../../../shared/api/views.ts";
import { SpoolError } from "../../../shared/errors.ts";

/** What is known of the connection to one runner. Loss of it is a state, not an error. */
export type SessionState =
  /** For the first time, or a connection that broke is being made anew. */
  | { kind: "connecting" }
  | { kind: "online"; hello: Hello }
  /** `since` is when the runner was last heard of, or when the first try failed. Tries go on by themselves. */
  | { kind: "offline"; since: number; reason: string; hint: string | undefined }
  /** Trying again cures nothing: the token is not known, the versions do not fit. */
  | { kind: "refused"; error: SpoolError };

/** One sentence when this cockpit and the runner cannot work together. */
export function incompatibility(hello: Pick<Hello, "protocol" | "version">): SpoolError | undefined {
  if (hello.protocol === protocolVersion) return undefined;
  const older = hello.protocol < protocolVersion ? "runner" : "extension";
  return new SpoolError("not_available", `the runner (${hello.version}) and this extension speak different versions`, {
    hint: `update the ${older}`,
    details: { runner: hello.protocol, extension: protocolVersion },
  });
}

/** Whether only a person can cure it: another token, another address, another version. */
export function isRefusal(error: SpoolError): boolean {
  return (["unauthenticated", "forbidden", "not_available"] as const).some((code) => SpoolError.is(error, code));
}

/** Why an action that needs the runner is not possible now; undefined when it is. */
export function whyDisabled(state: SessionState): string | undefined {
  switch (state.kind) {
    case "online":
      return undefined;
    case "connecting":
      return "the runner is being connected to";
    case "offline":
      return `the runner is offline: ${state.reason}`;
    case "refused":
      return state.error.message;
  }
}
