import * as vscode from "vscode";
import type { DraftPlace } from "../../common/compose/draft-place.ts";
import { attachmentBlock, attachmentName } from "../../../shared/panels/attachment-block.ts";
import { choiceText, type JobChoice } from "../../common/compose/job-choice.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { EditorSelection } from "../documents/editor-selection.ts";
import { chooseSettings } from "./choose-settings.ts";
import { draftUri } from "./draft-files.ts";
import type { Drafts } from "./drafts.ts";
import { askInstruction, type BoxButton } from "./instruction-box.ts";

/** Bytes; the runner takes 200 000 characters. */
const fileLimit = 200_000;

export interface Composing {
  session: RunnerSession;
  selection: EditorSelection;
  place: DraftPlace;
  projectId: string | undefined;
  /** Of the box, and of the document that it may go on in. */
  title: string;
  prompt: string;
  choice: JobChoice;
  onChoice: (choice: JobChoice) => void;
  /** Gives the instruction to the runner; resolves to what became of it. */
  send: (instruction: string, choice: JobChoice) => Promise<string>;
  buttons: readonly BoxButton[];
}

interface Attached {
  name: string;
  text: string;
}

/** Asks for an instruction, with what is attached to it, until it is sent, put off or taken to an editor. */
export async function compose(drafts: Drafts, composing: Composing): Promise<void> {
  const { session, selection, place, title, projectId } = composing;
  const attached: Attached[] = [];
  // Offline: there may be a draft that cannot be seen; it is not overwritten then, since nothing can be.
  const earlier = drafts.read(place).catch(() => "");
  let { choice } = composing;
  let value = "";
  let tookEarlier = false;
  for (;;) {
    const answer = await askInstruction({
      title,
      prompt: promptText(composing.prompt, attached, choice),
      value,
      buttons: composing.buttons.filter((name) => name !== "attach" || selection.read() !== null),
      late: tookEarlier || value !== "" ? undefined : earlier,
      mayBeEmpty: attached.length > 0,
    });
    tookEarlier ||= answer.tookLate;
    const written = [answer.text.trim(), ...attached.map(({ text }) => text)]
      .filter((part) => part !== "")
      .join("\n\n");
    // A draft that never came into the box is not replaced by what was typed meanwhile.
    const left = async () => [tookEarlier ? "" : await earlier, written].filter((part) => part !== "").join("\n\n");
    value = answer.text;
    switch (answer.kind) {
      case "sent": {
        try {
          told(await composing.send(written, choice));
        } catch (error) {
          await drafts.write(place, await left());
          throw error;
        }
        if (tookEarlier) await drafts.write(place, "");
        return;
      }
      case "escaped": {
        const text = await left();
        if (text !== (await earlier)) await drafts.write(place, text);
        return;
      }
      case "editor":
        await drafts.write(place, await left());
        await openDraft(place, title);
        return;
      case "attach": {
        const selected = selection.read();
        if (selected) attached.push({ name: plainLine(attachmentName(selected)), text: attachmentBlock(selected) });
        break;
      }
      case "file": {
        const file = await pickFile();
        if (file) attached.push(file);
        break;
      }
      case "settings":
        choice = await chooseSettings(session, { projectId, now: choice });
        composing.onChoice(choice);
        break;
    }
  }
}

export function told(what: string): void {
  vscode.window.setStatusBarMessage(`Spool: ${what}`, 5_000);
}

function promptText(prompt: string, attached: readonly Attached[], choice: JobChoice): string {
  const settings = choiceText(choice);
  const names = attached.map(({ name }) => name).join(", ");
  return [prompt, names && `With ${names}.`, settings && `As ${settings}.`].filter(Boolean).join(" ");
}

async function openDraft(place: DraftPlace, title: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(draftUri(place, title));
  await vscode.window.showTextDocument(document, { preview: false });
}

async function pickFile(): Promise<Attached | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ title: "Take the Instruction from a File" })) ?? [];
  if (!uri) return undefined;
  const bytes = await vscode.workspace.fs.readFile(uri);
  const text = new TextDecoder().decode(bytes.subarray(0, fileLimit));
  return { name: plainLine(uri.path.split("/").at(-1) ?? "", 60), text };
}
