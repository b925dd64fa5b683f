import type { CommandAction } from "../command.ts";

export const demoAction: CommandAction = async ({ terminal }) => {
  const { demo } = await import("../../demo/demo.ts");
  await demo({ terminal });
  return undefined;
};
