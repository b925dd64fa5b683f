import type { CommandSpec } from "../commands.ts";

export const connectionCommands = {
  "spool.connect": { title: "Connect to Runner…", icon: "plug" },
  "spool.connectHere": { title: "Connect to the Runner on This Host…", palette: "remoteName != ''" },
  "spool.openTunnel": { title: "Open SSH Tunnel…", icon: "terminal" },
  "spool.disconnect": { title: "Remove Runner…", palette: "spool.hasRunners" },
  "spool.renameRunner": { title: "Rename Runner…", palette: "spool.hasRunners" },
  "spool.enterToken": { title: "Enter Access Token…", icon: "key", palette: "spool.hasRunners" },
  "spool.reconnect": {
    title: "Reconnect Now",
    icon: "refresh",
    palette: "spool.hasRunners && spool.connection != online",
  },
  "spool.showStatus": { title: "Show What Needs You…", palette: "spool.hasRunners" },
  "spool.muteNotifications": {
    title: "Mute Notifications",
    icon: "bell-slash",
    palette: "spool.hasRunners && config.spool.notifications != none",
  },
  "spool.unmuteNotifications": {
    title: "Unmute Notifications",
    icon: "bell",
    palette: "spool.hasRunners && config.spool.notifications == none",
  },
  "spool.copyThreadLink": { title: "Copy Link to Thread", palette: "spool.hasRunners" },
  "spool.showLog": { title: "Show Log" },
} satisfies Record<string, CommandSpec>;
