import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** zod brings its error texts in fifty languages, 264 KB; English is loaded apart from them. */
export const oneLanguage: Plugin = {
  name: "one-language",
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /locales\/index\.js$/ }, () => ({ path: "none", namespace: "one-language" }));
    pluginBuild.onLoad({ filter: /.*/, namespace: "one-language" }, () => ({ contents: "export {}" }));
  },
};

/** zod describes any schema as JSON Schema, 18 KB that each schema holds; nothing that Spool ships to VS Code asks for it. */
export const noJsonSchema: Plugin = {
  name: "no-json-schema",
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const names = [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name = ""]) => name);
      if (names.length === 0) throw new Error(`${path} exports in another way now: look how`);
      // What makes a method is called with each schema, what it makes by nobody.
      const stubs = names.map((name) => `${name.startsWith("create") ? "later" : "refuse"} as ${name}`);
      return { contents: `${noSchema}\nexport { ${stubs.join(", ")} };` };
    });
  },
};

const noSchema = `
const refuse = () => { throw new Error("no JSON Schema is made in VS Code"); };
const later = () => refuse;`;

/** Where libraries make a program out of text, and what stands there instead. */
const evaluations: { file: RegExp; from: string; to: string }[] = [
  // zod tries whether it may, and does without when it may not: the try alone would violate a webview's policy.
  { file: /zod\/v4\/core\/(util|doc|compile)\.js$/, from: "const F = Function;", to: "const F = refused;" },
  { file: /fast-element\/.*platform\.js$/, from: 'new Function("return this")()', to: "globalThis" },
];

/** Fails the build when a new version of a library has it elsewhere: then it is looked for again. */
export const withoutEvaluation: Plugin = {
  name: "without-evaluation",
  setup(pluginBuild) {
    for (const { file, from, to } of evaluations) {
      pluginBuild.onLoad({ filter: file }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes(from)) throw new Error(`${path} no longer has ${from}: look how it evaluates now`);
        return { contents: `${refused}\n${text.replaceAll(from, to)}` };
      });
    }
  },
};

const refused = `const refused = function () { throw new Error("Spool makes no program out of text"); };`;
