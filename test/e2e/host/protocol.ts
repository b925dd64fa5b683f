/** From the test process to the extension host: call this function with `vscode` and the values. */
export interface Request {
  id: number;
  source: string;
  values: unknown[];
}

/** How one test of a suite inside the extension host ended. */
export interface HostTest {
  /** With those of the suites around it. */
  title: string;
  state: "passed" | "failed" | "skipped";
  /** Stack with the comparison, when it failed. */
  error?: string;
}

/** From an extension host to the test process. One JSON text per line each way. */
export type Message =
  | { type: "hello"; pid: number; vscode: string; node: string }
  | { type: "value"; id: number; value?: unknown }
  | { type: "error"; id: number; error: string }
  /** The extension host, and with it any extension in it, connects to this machine. */
  | { type: "connection"; address: string }
  | { type: "test"; test: HostTest };

/** Where the test process listens: a unix socket. */
export const socketVariable = "SPOOL_E2E_SOCKET";

/** Splits what arrives into lines, whatever the pieces it comes in. */
export function lineReader(take: (line: string) => void): (piece: Buffer | string) => void {
  let rest = "";
  return (piece) => {
    const lines = (rest + piece.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  };
}
