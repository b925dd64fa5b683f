// What can be told only from inside: the API that extensions see.
import { equal } from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension host", () => {
  it("has the folder open that the window was asked for", () => {
    equal(vscode.workspace.workspaceFolders?.length, 1);
    equal(vscode.workspace.workspaceFolders?.[0]?.name, "ground");
  });

  it("activates Spool", async () => {
    const spool = vscode.extensions.getExtension("spool.spool");
    await spool?.activate();
    equal(spool?.isActive, true);
  });

  it("runs on a remote machine, as Spool's users do", () => {
    equal(vscode.env.appHost, "server-distro");
    equal(vscode.env.uiKind, vscode.UIKind.Web);
  });
});
