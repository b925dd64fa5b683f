import type { CommandAction } from "../command.ts";

export const serveAction: CommandAction = async ({ options, environment }, call) => {
  const { serve } = await import("../../daemon/serve.ts");
  await serve({ config: options.config, listen: call.text("listen"), environment });
  return undefined;
};
