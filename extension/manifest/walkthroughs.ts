/** The first steps. Pictures are drawn in the theme's colours; of Markdown, VS Code knows links and bold here. */
export const walkthroughs = [
  {
    id: "spool.start",
    title: "Get Started with Spool",
    description: "Hand work to coding agents on a build box, and drive them from here.",
    steps: [
      {
        id: "runner",
        title: "Start a runner",
        description: [
          "The runner is a program on the build box: it keeps the queue, makes worktrees and runs the agents, whether this editor is open or not.",
          "On the box: **spool init**, then **spool project add**, then **spool serve**. The README says how to install it.",
          "The box is another machine? Its runner listens for that machine only; a tunnel brings it here.\n[Open SSH Tunnel…](command:spool.openTunnel)",
        ].join("\n\n"),
        media: { svg: "media/walkthrough/runner.svg", altText: "A build box with a queue and three agents at work." },
        completionEvents: ["onCommand:spool.openTunnel", "onContext:spool.hasRunners"],
      },
      {
        id: "connect",
        title: "Connect to it",
        description: [
          "On the box, **spool token create --name laptop** prints an access token and a link. Paste the link, or type the address and the token.\n[Connect to Runner…](command:spool.connect)",
          "The token is kept in this machine's secret storage, and is sent to this one address only.",
        ].join("\n\n"),
        media: { svg: "media/walkthrough/connect.svg", altText: "An editor and a build box with a line between them." },
        completionEvents: ["onContext:spool.online"],
      },
      {
        id: "thread",
        title: "Start a thread",
        description: [
          "A thread is one piece of work with a branch of its own. Say what is to be done; an agent does it in a fresh worktree, and what it changed opens as a diff.\n[Start Thread…](command:spool.startThread)",
          "You are told when it needs you. Everything else can be seen in the thread view at any time, and by every command that begins with “Spool:”.",
        ].join("\n\n"),
        media: { svg: "media/walkthrough/thread.svg", altText: "A thread with its steps and the lines it changed." },
        completionEvents: ["onCommand:spool.startThread"],
      },
    ],
  },
];
