import * as vscode from "vscode";

export type BoxButton = "editor" | "attach" | "settings" | "file";

/** How the person left the box; what was typed is always told. */
export interface BoxAnswer {
  kind: "sent" | "escaped" | BoxButton;
  text: string;
  /** The late text came into the box: what is there now has taken its place. */
  tookLate: boolean;
}

const looks: Readonly<Record<BoxButton, { icon: string; tooltip: string }>> = {
  editor: { icon: "edit", tooltip: "Write in an Editor…" },
  attach: { icon: "list-selection", tooltip: "Attach the Selection" },
  file: { icon: "file-text", tooltip: "Take the Instruction from a File…" },
  settings: { icon: "settings", tooltip: "Job Type, Agent, Model…" },
};

/**
 * Asks for an instruction in one line. `late` is a text that is still being read (an earlier draft): it is put in as long
 * as nothing was typed.
 */
export async function askInstruction(request: {
  title: string;
  prompt: string;
  value: string;
  buttons: readonly BoxButton[];
  late?: Promise<string> | undefined;
  /** Something is attached, which says it all. */
  mayBeEmpty: boolean;
}): Promise<BoxAnswer> {
  const { title, prompt, value, late, mayBeEmpty } = request;
  let tookLate = false;
  const box = vscode.window.createInputBox();
  const buttons = request.buttons.map((name) => {
    const { icon, tooltip } = looks[name];
    return { name, iconPath: new vscode.ThemeIcon(icon), tooltip };
  });
  Object.assign(box, { title, prompt, value, buttons, ignoreFocusOut: true });
  const { promise, resolve } = Promise.withResolvers<BoxAnswer>();
  box.onDidAccept(() => {
    if (box.value.trim() === "" && !mayBeEmpty) box.validationMessage = "Say what is to be done";
    else resolve({ kind: "sent", text: box.value, tookLate });
  });
  box.onDidChangeValue(() => {
    box.validationMessage = undefined;
  });
  box.onDidTriggerButton((button) => {
    const pressed = buttons.find(({ tooltip }) => tooltip === button.tooltip);
    if (pressed) resolve({ kind: pressed.name, text: box.value, tookLate });
  });
  box.onDidHide(() => resolve({ kind: "escaped", text: box.value, tookLate }));
  box.show();
  const fillIn = async () => {
    const text = await late;
    if (box.value !== "" || text === undefined || text === "") return;
    tookLate = true;
    // A field of one line would run its lines together: a longer draft goes on where it can be seen.
    if (text.includes("\n")) resolve({ kind: "editor", text, tookLate });
    else box.value = text;
  };
  void fillIn();
  try {
    return await promise;
  } finally {
    box.dispose();
  }
}
