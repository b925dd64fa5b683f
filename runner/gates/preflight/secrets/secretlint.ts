import { lintSource } from "@secretlint/core";
import { rules as recommended } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretHit } from "./rule.ts";

/** Comments in a file would let whoever wrote it switch the rules off. */
const switchedOff = "@secretlint/secretlint-rule-filter-comments";

const config = {
  rules: recommended.filter((rule) => rule.meta.id !== switchedOff).map((rule) => ({ id: rule.meta.id, rule })),
};

/**
 * What the rules of secretlint find. Of their answers only place and rule are taken: their texts quote the secret. The
 * name of the file chooses no rule but those for keys in files of a certain format.
 */
export async function secretlintHits(text: string, path: string): Promise<SecretHit[]> {
  const dot = path.lastIndexOf(".");
  const { messages } = await lintSource({
    source: {
      filePath: path === "" ? "text" : path,
      content: text,
      contentType: "text",
      ext: dot === -1 ? "" : path.slice(dot),
    },
    options: { config, noPhysicFilePath: true },
  });
  return messages.flatMap(({ range: [start, end], ruleId }) =>
    end > start
      ? [{ rule: ruleId.replace(/^@secretlint\/secretlint-rule-/, "").replaceAll("-", "_"), start, end }]
      : [],
  );
}
