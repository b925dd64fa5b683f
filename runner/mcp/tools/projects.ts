import * as z from "zod";
import { fitting, oneLine, tidy } from "../bound.ts";
import { tool } from "../tool.ts";

export const listProjects = tool({
  name: "list_projects",
  title: "List Spool projects",
  description: "The repositories that Spool works on, with the job types and agents of each.",
  least: "viewer",
  effect: "read",
  input: z.strictObject({}),
  async run(runner) {
    const { projects } = await runner.projects.list();
    const rows = projects
      .filter(({ removedAt }) => removedAt === null)
      .map(({ name, repo, baseBranch, jobTypes }) => {
        const types = Object.entries(jobTypes).map(([type, { agent, writeMode }]) => ({ type, agent, writeMode }));
        return {
          data: tidy({ name, repo, baseBranch, jobTypes: types }, 500),
          line: oneLine(`${name}: ${baseBranch} of ${repo}; ${types.map(({ type }) => type).join(", ")}`, 500),
        };
      });
    const { kept, leftOut } = fitting(rows);
    const note = leftOut === 0 ? "" : `${leftOut} more projects are left out.`;
    return {
      data: { projects: kept.map(({ data }) => data), ...(note !== "" && { note }) },
      text: [`${rows.length} projects`, ...kept.map(({ line }) => line), note].join("\n"),
    };
  },
});
