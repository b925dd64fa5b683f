import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { git } from "../../builders/git-repository.ts";

const filesPerFolder = 100;
const linesPerFile = 40;

/** A repository on branch main with one commit of `files` files of 40 lines each, a hundred to a folder. Not checked out. */
export async function generateRepository(path: string, files: number): Promise<string> {
  await mkdir(path, { recursive: true });
  await git(path, "init", "--quiet", "--bare", "--initial-branch=main");
  const importer = spawn("git", ["fast-import", "--quiet"], { cwd: path, stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(importer, "exit");
  const { stdin } = importer;
  stdin.write("commit refs/heads/main\ncommitter Tess <tess@example.test> 1700000000 +0000\ndata 5\nstart\n");
  for (let number = 0; number < files; number += 1) {
    const content = fileContent(number);
    const name = `module-${Math.floor(number / filesPerFolder)}/file-${number}.ts`;
    const text = `M 100644 inline ${name}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
    if (!stdin.write(text)) await once(stdin, "drain");
  }
  stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  return git(path, "rev-parse", "main");
}

function fileContent(number: number): string {
  const line = (at: number) => `export const value${number}x${at} = ${number * linesPerFile + at};\n`;
  return Array.from({ length: linesPerFile }, (_, at) => line(at)).join("");
}
