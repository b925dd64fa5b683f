/** How this extension and the machine that the window is on stand to each other. */
export type Here =
  /** No remote window, or the extension runs on that machine itself: its loopback is the one that is meant. */
  | { kind: "direct" }
  /** The extension runs on the person's machine: VS Code must forward a port to that host. */
  | { kind: "forwarded"; remote: string };

export function whereIsHere(remoteName: string | undefined, runsInWorkspace: boolean): Here {
  return remoteName === undefined || remoteName === "" || runsInWorkspace
    ? { kind: "direct" }
    : { kind: "forwarded", remote: remoteName };
}
