import { configPath } from "../../config/locate.ts";
import { templateConfig } from "../../config/template.ts";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { SpoolError } from "../../../shared/errors.ts";
import type { CommandAction } from "../command.ts";
import { makeDirectory } from "../make-directory.ts";
import { clean } from "../terminal/clean.ts";

export const initAction: CommandAction = async (context) => {
  const path = configPath(context.environment, context.options.config);
  try {
    await makeDirectory(dirname(path));
    // Exclusive, so that two at once cannot both think that there was none.
    await using file = await open(path, "wx", 0o600);
    await file.writeFile(templateConfig());
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "EEXIST") {
      throw new SpoolError("conflict", `${path} exists already; it is left as it is`, {
        hint: "spool config validate checks it; --config <file> writes another one",
        cause: error,
      });
    }
    throw new SpoolError("invalid_input", `cannot write ${path} (${code || String(error)})`, { cause: error });
  }
  await context.print({
    json: () => ({ path }),
    text: () =>
      `Wrote ${clean(path)}\nnext: spool project add <name> --repo <url>, then spool doctor, then spool serve\n`,
  });
  return undefined;
};
