// In place of native-watchdog, which has to be compiled: an extension host ends when its server was killed.
exports.start = (pid) => {
  const look = () => {
    try {
      process.kill(pid, 0);
    } catch {
      // No such process.
      process.exit(87);
    }
  };
  setInterval(look, 1000).unref();
};
exports.exit = (code) => process.exit(code);
