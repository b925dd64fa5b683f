// In place of @vscode/spdlog, which has to be compiled: without it VS Code writes no log files, and a failed test has
// nothing to show. Each message goes to its file at once; files do not rotate.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

class Logger {
  constructor(_type, _name, path) {
    this.path = path;
    this.level = 2;
  }
  write(level, name, message) {
    if (level >= this.level) appendFileSync(this.path, `${new Date().toISOString()} [${name}] ${message}\n`);
  }
  trace(message) {
    this.write(0, "trace", message);
  }
  debug(message) {
    this.write(1, "debug", message);
  }
  info(message) {
    this.write(2, "info", message);
  }
  warn(message) {
    this.write(3, "warning", message);
  }
  error(message) {
    this.write(4, "error", message);
  }
  critical(message) {
    this.write(5, "critical", message);
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}

async function createLogger(name, path) {
  mkdirSync(dirname(path), { recursive: true });
  return new Logger("rotating", name, path);
}

exports.version = 1;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
