import { languageModelTools } from "./chat.ts";
import { mcpProviderId } from "./chat-ids.ts";
import { type CommandId, commands, type CommandSpec } from "./commands.ts";
import { runnerMenu, threadLinkMenu } from "./connection-menus.ts";
import { connectionWelcome } from "./connection-welcome.ts";
import { icons } from "./icons.ts";
import { keybindings } from "./keybindings.ts";
import { menus } from "./menus.ts";
import { settings } from "./settings.ts";
import { views, viewsWelcome } from "./views.ts";
import { walkthroughs } from "./walkthroughs.ts";

const category = "Spool";

/** The parts of package.json that VS Code reads, made from the typed tables so that code and manifest cannot differ. */
export function extensionManifest() {
  const specs: [string, CommandSpec][] = Object.entries(commands satisfies Record<CommandId, CommandSpec>);
  return {
    publisher: "spool",
    main: "./dist/extension/extension.cjs",
    engines: { vscode: "^1.101.0" },
    categories: ["Other"],
    keywords: ["agents", "claude", "codex", "remote", "worktree"],
    icon: "media/icon.png",
    galleryBanner: { color: "#1c2433", theme: "dark" },
    extensionKind: ["ui", "workspace"],
    // After the window is up, for what the status bar and notifications say; without a runner nothing is done then.
    // Sorted, as the formatter wants them.
    activationEvents: [
      "onFileSystem:spool",
      "onFileSystem:spool-draft",
      "onStartupFinished",
      "onWebviewPanel:spool.plan",
      "onWebviewPanel:spool.thread",
    ],
    capabilities: {
      untrustedWorkspaces: { supported: true },
      virtualWorkspaces: true,
    },
    contributes: {
      commands: specs.map(([command, { title, icon, enablement }]) => ({
        command,
        title,
        category,
        ...(icon && { icon: `$(${icon})` }),
        ...(enablement && { enablement }),
      })),
      configuration: { title: category, properties: settings },
      viewsContainers: { activitybar: [{ id: "spool", title: category, icon: "media/spool.svg" }] },
      views: { spool: Object.entries(views).map(([id, view]) => ({ id, ...view })) },
      viewsWelcome: [...connectionWelcome, ...viewsWelcome],
      walkthroughs,
      icons,
      keybindings,
      languageModelTools: languageModelTools(),
      mcpServerDefinitionProviders: [{ id: mcpProviderId, label: category }],
      // Editors of a thread's files are called after the path in the repository, not after the URI's query.
      resourceLabelFormatters: [
        { scheme: "spool", formatting: { label: "${path}", separator: "/", stripPathStartingSeparator: true } },
      ],
      menus: {
        commandPalette: specs
          .filter(([, { palette }]) => palette !== undefined)
          .map(([command, { palette }]) => ({ command, when: palette === false ? "false" : palette })),
        ...menus,
        "view/item/context": [...menus["view/item/context"], ...runnerMenu, threadLinkMenu],
      },
    },
  };
}
