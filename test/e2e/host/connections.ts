import * as net from "node:net";

type Connect = (this: net.Socket, ...values: unknown[]) => net.Socket;

/** The host of a call of `socket.connect`, in each of the forms that Node.js takes; undefined for a unix socket. */
function hostOf(values: unknown[]): string | undefined {
  // Node's own modules call with the values already put in an array.
  const [first, second] = Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
  if (typeof first === "object" && first !== null) {
    const { path, host } = first as { path?: string | null; host?: string };
    return path ? undefined : (host ?? "localhost");
  }
  if (typeof first === "string" && Number.isNaN(Number(first))) return undefined;
  return typeof second === "string" ? second : "localhost";
}

/** Tells of each connection this process makes from now on to anything but the machine itself. */
export function reportConnections(report: (address: string) => void): void {
  const prototype = net.Socket.prototype as { connect: Connect };
  const { connect } = prototype;
  prototype.connect = function connectAndTell(...values) {
    const host = hostOf(values);
    if (host !== undefined && !/^(localhost|127\..*|::1|\[::1\])$/.test(host)) report(host);
    return Reflect.apply<net.Socket, unknown[], net.Socket>(connect, this, values);
  };
}
