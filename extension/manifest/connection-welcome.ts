/** What the thread view says while there is nothing to show, by the state of the connection. All that hold are shown. */
export const connectionWelcome: { view: "spool.threads"; contents: string; when: string }[] = [
  {
    view: "spool.threads",
    when: "!spool.hasRunners",
    contents: [
      "Spool runs coding agents on a build box; this editor drives them. Connect to a runner to see its threads.",
      "[Connect to Runner…](command:spool.connect)",
      "Reached through SSH? [Open a tunnel](command:spool.openTunnel) first.",
      "No runner yet? [Take the first steps](command:workbench.action.openWalkthrough?%22spool.spool%23spool.start%22).",
    ].join("\n"),
  },
  {
    view: "spool.threads",
    when: "!spool.hasRunners && remoteName != ''",
    contents: "This window is on another host: [connect to the runner there](command:spool.connectHere).",
  },
  { view: "spool.threads", when: "spool.connection == connecting", contents: "Connecting to the runner…" },
  {
    view: "spool.threads",
    when: "spool.connection == offline",
    contents: [
      "The runner is offline. Its work goes on without this editor; it is tried again by itself.",
      "[Reconnect Now](command:spool.reconnect)",
      "Is the tunnel still there? [Open it](command:spool.openTunnel) again, or look into the [log](command:spool.showLog).",
    ].join("\n"),
  },
  {
    view: "spool.threads",
    when: "spool.connection == refused",
    contents: [
      "The runner refuses this editor: the access token is missing or was revoked, or the versions do not fit.",
      "[Enter Access Token…](command:spool.enterToken)",
      "Cured already? [Reconnect now](command:spool.reconnect). Why it was refused is in the [log](command:spool.showLog).",
    ].join("\n"),
  },
];
